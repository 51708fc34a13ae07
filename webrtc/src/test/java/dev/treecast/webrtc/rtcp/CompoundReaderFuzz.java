package dev.treecast.webrtc.rtcp;

import com.code_intelligence.jazzer.junit.FuzzTest;

class CompoundReaderFuzz {
    @FuzzTest
    void readsAnything(byte[] datagram) {
        new RtcpParsers().readAll(datagram, 0, datagram.length);
    }
}
