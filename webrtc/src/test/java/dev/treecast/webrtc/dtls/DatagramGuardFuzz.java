package dev.treecast.webrtc.dtls;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The guard that reads a peer's datagrams before anything else does. */
class DatagramGuardFuzz {
    @FuzzTest
    void anyDatagram(byte[] datagram) {
        DatagramGuard.admits(datagram, 0, datagram.length);
        DatagramGuard.messagesAreBounded(datagram, 0, datagram.length);
    }
}
