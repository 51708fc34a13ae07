package dev.treecast.webrtc.sdp;

import java.util.HexFormat;

/**
 * H.264 profiles as {@code profile-level-id} names them (RFC 6184 section 8.1): profile_idc, constraint flags, level_idc, two hex digits
 * each.
 */
enum H264Profile {
    CONSTRAINED_BASELINE,
    BASELINE,
    MAIN,
    CONSTRAINED_HIGH,
    HIGH,
    HIGH_444,
    OTHER;

    /** Baseline at level 1, which RFC 6184 puts where the parameter is absent. */
    private static final String ABSENT = "42000a";

    private static final int SET_0 = 0x80;
    private static final int SET_1 = 0x40;
    private static final int SETS_4_AND_5 = 0x0c;

    static H264Profile of(FormatParameters parameters) {
        String id = parameters.get("profile-level-id", ABSENT);
        if (id.length() != 6 || !id.chars().allMatch(HexFormat::isHexDigit)) {
            return OTHER;
        }
        int profile = HexFormat.fromHexDigits(id, 0, 2);
        int constraints = HexFormat.fromHexDigits(id, 2, 4);
        return switch (profile) {
            case 0x42 -> (constraints & SET_1) != 0 ? CONSTRAINED_BASELINE : BASELINE;
            case 0x4d -> (constraints & SET_0) != 0 ? CONSTRAINED_BASELINE : MAIN;
            case 0x58 -> (constraints & (SET_0 | SET_1)) == (SET_0 | SET_1) ? CONSTRAINED_BASELINE : OTHER;
            case 0x64 -> (constraints & SETS_4_AND_5) == SETS_4_AND_5 ? CONSTRAINED_HIGH : HIGH;
            case 0xf4 -> HIGH_444;
            default -> OTHER;
        };
    }

    /**
     * True when a decoder of this profile plays a stream of that one. Baseline counts as constrained baseline: no encoder in use makes the
     * flexible macroblock order, arbitrary slice order or redundant slices that tell them apart, and Chromium's first offer is
     * {@code 42001f} while Firefox and Safari know {@code 42e01f} only.
     */
    boolean decodes(H264Profile stream) {
        return switch (stream) {
            case CONSTRAINED_BASELINE, BASELINE -> this != OTHER;
            case MAIN -> this == MAIN || this == HIGH || this == HIGH_444;
            case CONSTRAINED_HIGH -> this == CONSTRAINED_HIGH || this == HIGH || this == HIGH_444;
            case HIGH -> this == HIGH || this == HIGH_444;
            case HIGH_444 -> this == HIGH_444;
            case OTHER -> false;
        };
    }
}
