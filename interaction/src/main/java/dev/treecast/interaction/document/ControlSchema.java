package dev.treecast.interaction.document;

import static dev.treecast.interaction.document.ControlKind.BUTTON;
import static dev.treecast.interaction.document.ControlKind.JOYSTICK;
import static dev.treecast.interaction.document.ControlKind.PAD;
import static dev.treecast.interaction.document.ControlKind.POLL;
import static dev.treecast.interaction.document.ControlKind.TEXTBOX;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a control and refuses what does not fit, with the path of the first misfit. */
public final class ControlSchema {
    public static final int LABEL_LENGTH_MAX = 200;
    public static final int TEXT_LENGTH_MAX = 500;
    public static final int OPTION_LENGTH_MAX = 100;
    public static final int OPTIONS_MIN = 2;
    public static final int OPTIONS_MAX = 32;
    public static final int SAMPLES_MAX = 16;
    public static final int HOLD_MS_MAX = 300_000;
    public static final int HOUR_MS = 3_600_000;
    public static final int DATA_BYTES_MAX = 4_096;
    public static final long COST_MAX = 1_000_000_000L;

    /** Which kinds each member is for. */
    public static final Map<String, Set<ControlKind>> MEMBERS = Map.ofEntries(
            member("kind", all()),
            member("label", all()),
            member("disabled", all()),
            member("anonymous", all()),
            member("layout", all()),
            member("data", all()),
            member("merge", EnumSet.of(BUTTON, JOYSTICK, PAD, TEXTBOX)),
            member("samples", EnumSet.of(BUTTON, JOYSTICK, PAD, TEXTBOX)),
            member("cost", EnumSet.of(BUTTON, TEXTBOX)),
            member("holdMs", EnumSet.of(BUTTON, TEXTBOX)),
            member("cooldownMs", EnumSet.of(BUTTON, TEXTBOX)),
            member("cooldownPer", EnumSet.of(BUTTON, TEXTBOX)),
            member("deadmanMs", EnumSet.of(JOYSTICK, PAD)),
            member("options", EnumSet.of(POLL)),
            member("everyMs", EnumSet.of(POLL)),
            member("open", EnumSet.of(POLL)),
            member("graceMs", EnumSet.of(POLL)),
            member("lengthMax", EnumSet.of(TEXTBOX)),
            member("text", EnumSet.of(ControlKind.LABEL)),
            member("key", EnumSet.of(BUTTON, JOYSTICK)),
            member("gamepad", EnumSet.of(BUTTON, JOYSTICK)));

    /** What the server puts into a control. Games that send it back unread have it ignored. */
    public static final Set<String> SERVER_MADE = Set.of("number", "round", "closesAt");

    /** Grids of {@code layout}: columns and rows. */
    private static final Map<String, int[]> GRIDS =
            Map.of("large", new int[] {80, 45}, "medium", new int[] {45, 25}, "small", new int[] {30, 40});

    private ControlSchema() {}

    private static Map.Entry<String, Set<ControlKind>> member(String name, Set<ControlKind> kinds) {
        return Map.entry(name, kinds);
    }

    private static Set<ControlKind> all() {
        return EnumSet.allOf(ControlKind.class);
    }

    /**
     * Reads a control.
     *
     * @param path of its members, ends in {@code /}
     */
    public static Control read(String scene, String id, int number, ObjectNode source, String path) throws Refusal {
        Members in = new Members(source, path, ErrorCode.INVALID);
        ControlKind kind = choice(in, "kind", ControlKind.class, null);
        for (String name : (Iterable<String>) source::fieldNames) {
            Set<ControlKind> kinds = MEMBERS.get(name);
            if (kinds != null && !kinds.contains(kind)) {
                throw new Refusal(ErrorCode.INVALID, "A " + kind.text() + " has no '" + name + "'.", path + name);
            }
        }
        in.text("label", LABEL_LENGTH_MAX, id);
        checkSurface(in, kind);
        Merge merge = choice(in, "merge", Merge.class, kind == TEXTBOX ? Merge.ALL : Merge.AGGREGATE);
        if (kind == TEXTBOX && merge == Merge.AGGREGATE) {
            throw in.misfit("merge", "'all', 'sample' or 'crew': text cannot be added up");
        }
        long everyMs = in.integer("everyMs", 0, HOUR_MS, 0);
        if (everyMs > 0 && everyMs < 1_000) {
            throw in.misfit("everyMs", "0 or a whole number from 1000 to " + HOUR_MS);
        }
        return new Control(
                scene,
                id,
                number,
                kind,
                in.bool("disabled", false),
                in.bool("anonymous", true),
                merge,
                (int) in.integer("samples", 1, SAMPLES_MAX, 4),
                in.integer("cost", 0, COST_MAX, 0),
                (int) in.integer("holdMs", 1, HOLD_MS_MAX, 30_000),
                (int) in.integer("cooldownMs", 0, HOUR_MS, 0),
                choice(in, "cooldownPer", CooldownScope.class, CooldownScope.VIEWER),
                (int) in.integer("deadmanMs", 50, 10_000, 300),
                kind == POLL ? options(in) : List.of(),
                (int) everyMs,
                in.bool("open", true),
                (int) in.integer("graceMs", 0, 5_000, 1_000),
                (int) in.integer("lengthMax", 1, TEXT_LENGTH_MAX, 200),
                source);
    }

    private static <E extends Enum<E>> E choice(Members in, String name, Class<E> of, @Nullable E otherwise)
            throws Refusal {
        if (otherwise != null && !in.has(name)) {
            return otherwise;
        }
        JsonNode given = in.object().get(name);
        for (E constant : of.getEnumConstants()) {
            if (given != null
                    && given.isTextual()
                    && constant.name().toLowerCase(java.util.Locale.ROOT).equals(given.textValue())) {
                return constant;
            }
        }
        String names = Arrays.toString(of.getEnumConstants()).toLowerCase(java.util.Locale.ROOT);
        throw in.misfit(name, "one of " + names);
    }

    private static List<String> options(Members in) throws Refusal {
        JsonNode given = in.object().get("options");
        if (given == null || !given.isArray() || given.size() < OPTIONS_MIN || given.size() > OPTIONS_MAX) {
            throw in.misfit("options", OPTIONS_MIN + " to " + OPTIONS_MAX + " texts");
        }
        List<String> options = new ArrayList<>();
        for (JsonNode option : given) {
            if (!option.isTextual() || !Members.fits(option.textValue(), OPTION_LENGTH_MAX)) {
                throw in.misfit("options/" + options.size(), "text of at most " + OPTION_LENGTH_MAX + " characters");
            }
            options.add(option.textValue());
        }
        return List.copyOf(options);
    }

    /** What only pages look at: checked here, so that every page can trust it. */
    private static void checkSurface(Members in, ControlKind kind) throws Refusal {
        in.text("text", TEXT_LENGTH_MAX, "");
        in.text("key", Identifier.LENGTH_MAX, "");
        if (kind == JOYSTICK && in.has("key") && !Set.of("arrows", "wasd").contains(in.text("key", 10))) {
            throw in.misfit("key", "'arrows' or 'wasd'");
        }
        if (in.has("gamepad")) {
            JsonNode gamepad = in.object().get("gamepad");
            if (gamepad.isTextual()) {
                if (!Set.of("left", "right").contains(gamepad.textValue())) {
                    throw in.misfit("gamepad", "a button's index, 'left' or 'right'");
                }
            } else {
                in.integer("gamepad", 0, 63);
            }
        }
        JsonNode data = in.object().get("data");
        if (data != null && Json.bytes(data).length > DATA_BYTES_MAX) {
            throw in.misfit("data", "at most " + DATA_BYTES_MAX + " bytes");
        }
        if (in.has("layout")) {
            Members layout = in.object("layout");
            for (Map.Entry<String, int[]> grid : GRIDS.entrySet()) {
                if (layout.has(grid.getKey())) {
                    checkPlace(layout.object(grid.getKey()), grid.getValue()[0], grid.getValue()[1]);
                }
            }
        }
    }

    private static void checkPlace(Members place, int columns, int rows) throws Refusal {
        long x = place.integer("x", 0, columns - 1);
        long y = place.integer("y", 0, rows - 1);
        place.integer("w", 1, columns - x);
        place.integer("h", 1, rows - y);
    }
}
