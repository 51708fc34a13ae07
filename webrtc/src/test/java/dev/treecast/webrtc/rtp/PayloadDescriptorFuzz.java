package dev.treecast.webrtc.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;

class PayloadDescriptorFuzz {
    @FuzzTest
    void readsAnything(byte[] payload) {
        PayloadReading.read(payload, 0, payload.length);
    }
}
