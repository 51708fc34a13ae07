package dev.treecast.webrtc.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RtpPacketFuzz {
    @FuzzTest
    void readsAnything(byte[] datagram) {
        RtpReading.read(new RtpPacket(), datagram, 0, datagram.length);
    }
}
