package dev.treecast.webrtc.rtp;

import java.util.Arrays;

/**
 * Which layer of a scalable stream (one source, several qualities) a packet belongs to. There is one object for each value.
 *
 * <pre>
 * code:  |0 0 0 0 K E|  SID  |  TID  | UP FROM |      16 bits; 0 for NONE
 * </pre>
 *
 * @param spatial 0 for the smallest picture, to 7
 * @param temporal 0 for the layer that all others of its size need, to 7
 * @param switchUpFrom who has been sent the temporal layers up to this one can be sent all of them, from the packet's picture on; {@link #NO_SWITCH} for nobody
 * @param endsFrame whether it is the last packet of its layer in this picture
 */
public record PacketLayer(int spatial, int temporal, int switchUpFrom, boolean endsFrame) {
    /** No layers are known of: the packet is everybody's. */
    public static final PacketLayer NONE = new PacketLayer(-1, -1, PacketLayer.NO_SWITCH, false);

    /** In {@link #switchUpFrom}. */
    public static final int NO_SWITCH = 7;

    /** What a code takes on the wire. */
    public static final int CODE_BYTES = 2;

    private static final int MASK = 7;
    private static final int ENDS_FRAME = 1 << 9;
    private static final int KNOWN = 1 << 10;
    private static final PacketLayer[] ALL = new PacketLayer[KNOWN];

    static {
        Arrays.setAll(
                ALL,
                code -> new PacketLayer(code >>> 6 & MASK, code >>> 3 & MASK, code & MASK, (code & ENDS_FRAME) != 0));
    }

    /** The layer with these values, each of which is cut to its bits. */
    public static PacketLayer of(int spatial, int temporal, int switchUpFrom, boolean endsFrame) {
        return ALL[
                (endsFrame ? ENDS_FRAME : 0) | (spatial & MASK) << 6 | (temporal & MASK) << 3 | (switchUpFrom & MASK)];
    }

    /** The layer of a code; {@link #NONE} for 0 and for what a later version may say. */
    public static PacketLayer ofCode(int code) {
        return (code & KNOWN) == 0 ? NONE : ALL[code & KNOWN - 1];
    }

    /** 16 bits. */
    public int code() {
        return isKnown() ? KNOWN | (endsFrame ? ENDS_FRAME : 0) | spatial << 6 | temporal << 3 | switchUpFrom : 0;
    }

    /** Whether the stream says which layer the packet is of. */
    public boolean isKnown() {
        return spatial >= 0;
    }

    /** Whether somebody who has been sent the temporal layers up to one can be sent all of them from here on. */
    public boolean switchesUpFrom(int temporalLayer) {
        return switchUpFrom != NO_SWITCH && temporalLayer >= switchUpFrom;
    }
}
