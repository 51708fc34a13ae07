package dev.treecast.webrtc.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class DependencyDescriptorFuzz {
    /** The first half as one packet's, the rest as the next one's. */
    @FuzzTest
    void readsAnything(byte[] bytes) {
        DependencyDescriptor descriptor = new DependencyDescriptor();
        byte[] first = Arrays.copyOf(bytes, bytes.length / 2);
        byte[] second = Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length);
        DependencyReading.read(descriptor, first, 1);
        DependencyReading.read(descriptor, second, 2);
    }
}
