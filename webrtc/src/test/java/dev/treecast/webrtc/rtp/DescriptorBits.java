package dev.treecast.webrtc.rtp;

import java.util.Arrays;

/** Writes dependency descriptors as the specification spells them, for tests. */
final class DescriptorBits {
    /** A scalable stream as libwebrtc describes it: a template is "spatial temporal indications", one letter of -DSR for each decode target. */
    static final String[] L1T3 = {"0 0 SSS", "0 0 SSR", "0 1 -DS", "0 2 --D", "0 2 --D"};

    static final String[] L2T2 = {
        "0 0 SSSS", "0 0 SSRR", "0 1 -D-R", "1 0 --SS", "1 0 --SS", "1 1 ---D",
    };

    private final StringBuilder bits = new StringBuilder();

    DescriptorBits put(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append(value >>> i & 1);
        }
        return this;
    }

    /** The three bytes that every packet has. */
    static DescriptorBits frame(boolean starts, boolean ends, int templateId, int frameNumber) {
        return new DescriptorBits()
                .put(starts ? 1 : 0, 1)
                .put(ends ? 1 : 0, 1)
                .put(templateId, 6)
                .put(frameNumber, 16);
    }

    /** Which of structure, active targets, indications, distances, chains follow. */
    DescriptorBits flags(int five) {
        return put(five, 5);
    }

    /** @param chains without any, or one that protects every target */
    DescriptorBits structure(int idOffset, boolean chains, boolean sizes, String... templates) {
        String[][] parts = Arrays.stream(templates).map(each -> each.split(" ")).toArray(String[][]::new);
        int targets = parts[0][2].length();
        put(idOffset, 6).put(targets - 1, 5);
        for (int i = 0; i < parts.length; i++) {
            put(i + 1 == parts.length ? 3 : next(parts[i], parts[i + 1]), 2);
        }
        for (String[] template : parts) {
            template[2].chars().forEach(letter -> put("-DSR".indexOf(letter), 2));
        }
        for (int i = 0; i < parts.length; i++) {
            // i distances, each of them announced by a bit.
            for (int distance = 0; distance < i; distance++) {
                put(1, 1).put(distance, 4);
            }
            put(0, 1);
        }
        below(chains ? 1 : 0, targets + 1);
        if (chains) {
            // Which of one chain protects a target takes no bits.
            for (int i = 0; i < parts.length; i++) {
                put(i, 4);
            }
        }
        put(sizes ? 1 : 0, 1);
        if (sizes) {
            for (int layer = 0; layer <= Integer.parseInt(parts[parts.length - 1][0]); layer++) {
                put(639, 16).put(359, 16);
            }
        }
        return this;
    }

    private static int next(String[] template, String[] following) {
        if (!template[0].equals(following[0])) {
            return 2;
        }
        return template[1].equals(following[1]) ? 0 : 1;
    }

    private void below(int value, int count) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        int shorter = (1 << width) - count;
        if (value < shorter) {
            put(value, width - 1);
        } else {
            put(value + shorter, width);
        }
    }

    byte[] bytes() {
        byte[] out = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            out[i / 8] |= (byte) ((bits.charAt(i) - '0') << 7 - i % 8);
        }
        return out;
    }
}
