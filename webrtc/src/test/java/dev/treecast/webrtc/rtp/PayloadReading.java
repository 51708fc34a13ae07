package dev.treecast.webrtc.rtp;

/** Reads a payload as every codec's, and patches what can be patched. */
final class PayloadReading {
    private PayloadReading() {}

    static boolean read(byte[] b, int off, int len) {
        boolean accepted = false;
        KeyframeDetector detector = new KeyframeDetector();
        for (Codec codec : Codec.values()) {
            accepted |= detector.startsKeyframe(codec, b, off, len);
        }
        Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
        if (vp8.wrap(b, off, len)) {
            check(vp8.length() < len);
            int length = vp8.length();
            vp8.setPictureId(12_345);
            vp8.setTl0PicIdx(300);
            vp8.setKeyIndex(33);
            check(!vp8.hasPictureId() || vp8.pictureId() == (12_345 & vp8.pictureIdMask()));
            check(vp8.tl0PicIdx() == -1 || vp8.tl0PicIdx() == 44);
            check(vp8.keyIndex() == -1 || vp8.keyIndex() == 1);
            check(vp8.wrap(b, off, len) && vp8.length() == length);
        }
        Vp9PayloadDescriptor vp9 = new Vp9PayloadDescriptor();
        if (vp9.wrap(b, off, len)) {
            check(vp9.length() < len);
            int length = vp9.length();
            vp9.setPictureId(12_345);
            vp9.setTl0PicIdx(300);
            check(!vp9.hasPictureId() || vp9.pictureId() == (12_345 & vp9.pictureIdMask()));
            check(vp9.tl0PicIdx() == -1 || vp9.tl0PicIdx() == 44);
            check(vp9.wrap(b, off, len) && vp9.length() == length);
        }
        return accepted;
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("patching moved something, or did not stick");
        }
    }
}
