package dev.treecast.interaction.show;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Anonymous viewers. The session's secret is all there is to one: its id and name are the secret's hash, so that whoever brings the secret back is the same
 * viewer again, after a restart of the server too.
 */
final class Names {
    private static final String[] FIRST = {
        "Amber", "Azure", "Brave", "Calm", "Clever", "Coral", "Dusky", "Eager", "Fern", "Gentle", "Golden", "Hazel",
                "Ivory", "Jolly",
        "Keen", "Lively", "Lucky", "Mellow", "Misty", "Noble", "Olive", "Quick", "Quiet", "Rosy", "Rusty", "Silver",
                "Snowy", "Sunny",
        "Swift", "Teal", "Velvet", "Witty"
    };
    private static final String[] SECOND = {
        "Badger", "Beaver", "Crane", "Deer", "Dolphin", "Eagle", "Falcon", "Ferret", "Finch", "Fox", "Gecko", "Hare",
        "Hawk", "Heron", "Ibis", "Jay", "Koala", "Lark", "Lemur", "Lynx", "Marten", "Newt", "Otter", "Owl", "Panda",
        "Puffin", "Raven", "Robin", "Seal", "Stork", "Tern", "Wren"
    };

    /** Hexadecimal digits of a session's secret: 128 bits cannot be guessed. */
    static final int SECRET_LENGTH = 32;

    private Names() {}

    static String secret(RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    static boolean isSecret(String text) {
        return text.length() == SECRET_LENGTH && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    static Who anonymous(String secret) {
        byte[] hash = hash(secret);
        String id = Who.ANONYMOUS_PREFIX + HexFormat.of().formatHex(hash, 0, 10);
        String name = FIRST[hash[20] & 31] + " " + SECOND[hash[21] & 31] + " "
                + (100 + ((hash[22] & 0xFF) << 8 | (hash[23] & 0xFF)) % 900);
        return new Who(id, name, true, Set.of("viewer"));
    }

    /** A principal as summaries count it: 64 bits of a hash. */
    static long key(String id) {
        byte[] hash = hash(id);
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | (hash[i] & 0xFF);
        }
        return key;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
