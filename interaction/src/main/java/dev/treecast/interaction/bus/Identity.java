package dev.treecast.interaction.bus;

import java.util.Set;

/**
 * Who a token names.
 *
 * @param subject the principal, the same over all its connections: ballots, purchases and bans count by it
 * @param name what others are shown
 */
public record Identity(String subject, String name, Set<Role> roles) {
    public Identity {
        roles = Set.copyOf(roles);
    }
}
