package dev.treecast.sdk;

import java.util.List;

/** A viewer in the list of all: with the group it is in and the roles its token grants. */
public record Member(Viewer viewer, String group, List<String> roles) {
    static Member read(JsonObject member) {
        return new Member(
                Viewer.read(member),
                member.text("group"),
                member.list("roles").stream().map(String::valueOf).toList());
    }
}
