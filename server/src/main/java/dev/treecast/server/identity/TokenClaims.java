package dev.treecast.server.identity;

import dev.treecast.interaction.bus.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a token says, other than when.
 *
 * @param subject the principal: 1 to 64 characters of ASCII letters, digits and {@code . _ ~ @ : | + / = -}
 * @param name what others are shown: 1 to 64 characters
 * @param roles one at least
 * @param stream the one stream it is for; empty: all
 */
public record TokenClaims(String subject, String name, Set<Role> roles, Optional<String> stream) {
    /** Subjects of the usual identity providers fit, {@code auth0|5f7c8ec7} and addresses of mail among them. */
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9._~@:|+/=-]{1,64}");

    private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int NAME_CHARACTERS_MAX = 64;

    /** Binary frames have a byte for a name's length. */
    private static final int NAME_BYTES_MAX = 255;

    /** @throws IllegalArgumentException with a sentence on what does not fit */
    public TokenClaims {
        roles = Set.copyOf(roles);
        require(
                SUBJECT.matcher(subject).matches(),
                "A subject has 1 to 64 letters, digits and . _ ~ @ : | + / = - characters.");
        require(
                isName(name),
                "A name has 1 to 64 characters, no line breaks or other control characters, and 255 bytes at most.");
        require(!roles.isEmpty(), "A token grants one role at least: " + roleNames() + ".");
        require(
                stream.isEmpty() || STREAM.matcher(stream.get()).matches(),
                "A stream's name has 1 to 64 letters, digits, dots, dashes and underscores.");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    private static boolean isName(String name) {
        return !name.isBlank()
                && name.codePointCount(0, name.length()) <= NAME_CHARACTERS_MAX
                && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
                && name.codePoints().noneMatch(TokenClaims::isUnfit);
    }

    /** Control characters, halves of pairs, and those that turn the direction of the text around them. */
    private static boolean isUnfit(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** @throws IllegalArgumentException with a sentence that names the roles there are */
    public static Role role(String text) {
        return Arrays.stream(Role.values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no role '" + text + "'; roles are " + roleNames() + "."));
    }

    private static String roleNames() {
        return Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));
    }
}
