package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.MergePatch;
import dev.treecast.interaction.document.Scene;
import dev.treecast.interaction.document.ShowDocument;
import dev.treecast.interaction.protocol.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What groups see: the document with what the server makes of it. A change is compared with what each group saw before; the patch is written once
 * for all groups that saw and see the same.
 */
final class Views {
    private final BiConsumer<Control, ObjectNode> serverMade;
    /** The effects that the viewers of a scene see. */
    private final Function<String, ObjectNode> effects;
    /** Tells a viewer that it is in another scene now. */
    private final Consumer<Viewer> moved;

    private final Map<String, GroupView> groups = new LinkedHashMap<>();
    private IdentityHashMap<Control, ObjectNode> shown = new IdentityHashMap<>();
    private final Map<String, ObjectNode> sceneViews = new HashMap<>();
    private final Map<String, Scene> sceneSources = new HashMap<>();
    private ShowDocument document;
    private boolean live;
    private long version = 1;

    Views(
            ShowDocument document,
            BiConsumer<Control, ObjectNode> serverMade,
            Function<String, ObjectNode> effects,
            Consumer<Viewer> moved) {
        this.document = document;
        this.serverMade = serverMade;
        this.effects = effects;
        this.moved = moved;
        document.groups().forEach((id, scene) -> groups.put(id, new GroupView(id, scene, view(id, scene), version)));
    }

    long version() {
        return version;
    }

    boolean isLive() {
        return live;
    }

    GroupView defaultGroup() {
        return group(ShowDocument.DEFAULT).orElseThrow();
    }

    Optional<GroupView> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    Iterable<GroupView> groups() {
        return groups.values();
    }

    /** A control is to be shown otherwise, though the game wrote nothing. */
    void changed(Control control) {
        shown.remove(control);
        sceneSources.remove(control.scene());
    }

    void allChanged() {
        shown = new IdentityHashMap<>();
        sceneSources.clear();
    }

    /** The next version: everybody gets what is new for them. */
    void commit(long nowNs, ShowDocument next, boolean isLive) {
        document = next;
        live = isLive;
        version++;
        IdentityHashMap<Control, ObjectNode> before = shown;
        shown = new IdentityHashMap<>();
        document.scenes()
                .values()
                .forEach(scene -> scene.controls().values().forEach(control -> {
                    ObjectNode known = before.get(control);
                    if (known != null) {
                        shown.put(control, known);
                    }
                }));
        sceneViews.keySet().retainAll(document.scenes().keySet());
        sceneSources.keySet().retainAll(document.scenes().keySet());
        removeGroups(nowNs);
        Map<String, Optional<byte[]>> written = new HashMap<>();
        document.groups().forEach((id, scene) -> {
            GroupView group = groups.get(id);
            ObjectNode view = view(id, scene);
            if (group == null) {
                groups.put(id, new GroupView(id, scene, view, version));
                return;
            }
            String same = group.version() + " " + group.scene() + " " + scene;
            Optional<byte[]> message = written.computeIfAbsent(same, key -> patch(group.version(), group.view(), view));
            if (message.isPresent()) {
                send(nowNs, group, scene, view, message.get());
            }
        });
    }

    private void send(long nowNs, GroupView group, String scene, ObjectNode view, byte[] message) {
        boolean other = !group.scene().equals(scene);
        group.ring().add(nowNs, group.version(), message);
        group.set(scene, view, version);
        List<Viewer> viewers = List.copyOf(group.viewers());
        if (other) {
            viewers.forEach(moved);
        }
        // One after the other and not viewer by viewer: what many are told in a row goes to other nodes once.
        viewers.forEach(Viewer::foldWhatItMay);
        viewers.forEach(viewer -> viewer.send(message));
    }

    private void removeGroups(long nowNs) {
        List<GroupView> removed = new ArrayList<>();
        groups.values().removeIf(group -> {
            boolean gone = !document.groups().containsKey(group.id());
            if (gone) {
                removed.add(group);
            }
            return gone;
        });
        for (GroupView group : removed) {
            for (Viewer viewer : List.copyOf(group.viewers())) {
                viewer.move(nowNs, defaultGroup());
            }
        }
    }

    private Optional<byte[]> patch(long from, ObjectNode before, ObjectNode after) {
        ObjectNode ops = MergePatch.diff(before, after);
        if (ops.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode message = Messages.of("patch").put("from", from).put("ver", version);
        message.set("ops", ops);
        return Optional.of(Json.bytes(message));
    }

    private ObjectNode view(String group, String scene) {
        ObjectNode view = Json.object();
        view.set("controls", controls(scene));
        view.set("world", document.world());
        view.set("effects", effects.apply(scene));
        return view.put("scene", scene).put("group", group).put("live", live);
    }

    @SuppressWarnings("ReferenceEquality") // A scene that a patch did not touch is the same object.
    private ObjectNode controls(String id) {
        Scene scene = document.scenes().get(id);
        ObjectNode known = sceneViews.get(id);
        if (scene == null) {
            return Json.object();
        }
        if (known != null && sceneSources.get(id) == scene) {
            return known;
        }
        ObjectNode controls = Json.object();
        scene.controls().values().forEach(control -> controls.set(control.id(), show(control)));
        sceneViews.put(id, controls);
        sceneSources.put(id, scene);
        return controls;
    }

    private ObjectNode show(Control control) {
        return shown.computeIfAbsent(control, each -> {
            ObjectNode view = Json.object();
            view.setAll(each.source());
            view.put("number", each.number());
            serverMade.accept(each, view);
            return view;
        });
    }

    /** The document as a game sees it. */
    ObjectNode forGame() {
        ObjectNode scenes = Json.object();
        document.scenes().forEach((id, scene) -> {
            ObjectNode copy = Json.object();
            copy.setAll(scene.source());
            ObjectNode controls = copy.putObject("controls");
            scene.controls().values().forEach(control -> {
                ObjectNode view = Json.object();
                view.setAll(show(control));
                // Shown as disabled until the game is ready, which is no word of the game's.
                view.remove("disabled");
                if (control.source().has("disabled")) {
                    view.set("disabled", control.source().get("disabled"));
                }
                controls.set(control.id(), view);
            });
            scenes.set(id, copy);
        });
        ObjectNode result = Json.object();
        result.set("scenes", scenes);
        result.set("groups", document.source().get("groups"));
        result.set("world", document.world());
        return result;
    }
}
