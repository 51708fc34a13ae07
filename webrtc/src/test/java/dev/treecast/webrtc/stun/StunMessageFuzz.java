package dev.treecast.webrtc.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;

class StunMessageFuzz {
    @FuzzTest
    void shouldSurviveAnyBytes(byte[] bytes) {
        new StunReading().read(bytes, 0, bytes.length);
    }

    /** The header is given, so that the fuzzer spends its time on attributes. */
    @FuzzTest
    void shouldSurviveAnyAttributes(byte[] attributes) {
        int length = Math.min(attributes.length, 1480) & ~3;
        byte[] bytes = new byte[20 + length];
        System.arraycopy(StunVectors.request(), 0, bytes, 0, 20);
        System.arraycopy(attributes, 0, bytes, 20, length);
        StunMessage.putU16(bytes, 2, length);
        new StunReading().read(bytes, 0, bytes.length);
    }
}
