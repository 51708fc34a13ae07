package dev.treecast.interaction.show;

import java.util.Set;

/**
 * Who a participant is.
 *
 * @param id the principal
 * @param anonymous without a token
 * @param roles of viewer, crew, moderator, game
 */
public record Who(String id, String name, boolean anonymous, Set<String> roles) {
    /** Ids of those without a token begin so, and no token's subject may. */
    public static final String ANONYMOUS_PREFIX = "anon-";

    public Who {
        roles = Set.copyOf(roles);
    }
}
