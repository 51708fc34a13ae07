package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.srtp.SrtpProfile;

/** A DTLS end that counts what reaches it and agrees on keys only when told to. */
final class RecordingChannel implements SecureChannel {
    private final DtlsListener events;
    int starts;
    int datagrams;
    int closes;

    RecordingChannel(DtlsListener events) {
        this.events = events;
    }

    void establish() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        events.established(profile.dtlsId(), new byte[profile.exporterLength()]);
    }

    void establish(int unknownProfile) {
        events.established(unknownProfile, new byte[60]);
    }

    @Override
    public void start() {
        starts++;
    }

    @Override
    public void receive(byte[] datagram, int offset, int length) {
        datagrams++;
    }

    @Override
    public boolean send(byte[] data, int offset, int length) {
        return false;
    }

    @Override
    public void close() {
        closes++;
    }
}
