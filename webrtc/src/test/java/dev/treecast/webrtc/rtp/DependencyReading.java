package dev.treecast.webrtc.rtp;

/** Reads bytes as a dependency descriptor and checks what it makes of them. */
final class DependencyReading {
    private DependencyReading() {}

    static boolean read(DependencyDescriptor descriptor, byte[] bytes, long sequence) {
        boolean accepted = descriptor.read(bytes, 0, bytes.length, sequence);
        if (accepted) {
            check(descriptor.spatialLayer() >= 0 && descriptor.spatialLayer() < 4);
            check(descriptor.temporalLayer() >= 0 && descriptor.temporalLayer() < 8);
            check(descriptor.targets() >= 1 && descriptor.targets() <= 32);
            check(descriptor.frameNumber() >= 0 && descriptor.frameNumber() <= 0xffff);
        }
        return accepted;
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("a descriptor out of bounds was accepted");
        }
    }
}
