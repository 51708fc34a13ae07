package dev.treecast.webrtc.simulation;

import dev.treecast.webrtc.dtls.DtlsCloseReason;
import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.dtls.PeerTrust;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Stands for DTLS in simulated time: a handshake of one datagram each way, repeated until it arrives, that "agrees" on a fixed key; application data goes as it is. Real DTLS
 * keeps its own clock and has tests of its own.
 */
public final class ScriptedChannels implements PeerFactory.ChannelFactory {
    private static final long RESEND_NS = 100_000_000;
    private static final byte[] HELLO = {22, 1};
    private static final byte[] REPLY = {22, 2};
    private static final byte APPLICATION_DATA = 23;
    private static final byte[] GOODBYE = {21, 0};

    private final SimulatedNetwork network;
    private final byte[] certificate;

    public ScriptedChannels(SimulatedNetwork network) {
        this(network, new byte[0]);
    }

    /** @param certificate what the other end's trust is shown; that is not asked about one of no bytes */
    public ScriptedChannels(SimulatedNetwork network, byte[] certificate) {
        this.network = network;
        this.certificate = certificate.clone();
    }

    @Override
    public SecureChannel open(DtlsRole role, PeerTrust trust, Executor loop, DtlsListener events) {
        return new Channel(role, trust, events);
    }

    private final class Channel implements SecureChannel {
        private final DtlsRole role;
        private final PeerTrust trust;
        private final DtlsListener events;
        private boolean established;
        private boolean closed;

        Channel(DtlsRole role, PeerTrust trust, DtlsListener events) {
            this.role = role;
            this.trust = trust;
            this.events = events;
        }

        @Override
        public void start() {
            if (role == DtlsRole.CLIENT) {
                hello();
            }
        }

        private void hello() {
            if (!established && !closed) {
                send(HELLO);
                network.at(network.nowNs() + RESEND_NS, this::hello);
            }
        }

        private void send(byte[] flight) {
            byte[] datagram = Arrays.copyOf(flight, flight.length + certificate.length);
            System.arraycopy(certificate, 0, datagram, flight.length, certificate.length);
            events.send(datagram, 0, datagram.length);
        }

        @Override
        public void receive(byte[] datagram, int offset, int length) {
            if (closed) {
                return;
            }
            if (datagram[offset] == GOODBYE[0]) {
                closed = true;
                events.closed(new DtlsCloseReason(DtlsCloseReason.Kind.PEER_CLOSED, "the peer closed"));
                return;
            }
            if (datagram[offset] == APPLICATION_DATA) {
                if (established) {
                    events.applicationData(datagram, offset + 1, length - 1);
                }
                return;
            }
            if (role == DtlsRole.SERVER) {
                send(REPLY);
            }
            if (!established) {
                byte[] shown = Arrays.copyOfRange(datagram, offset + 2, offset + length);
                String refusal = shown.length == 0 ? null : trust.refuses(List.of(shown));
                if (refusal != null) {
                    closed = true;
                    events.closed(new DtlsCloseReason(DtlsCloseReason.Kind.UNTRUSTED, refusal));
                    return;
                }
                established = true;
                SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
                byte[] material = new byte[profile.exporterLength()];
                for (int i = 0; i < material.length; i++) {
                    material[i] = (byte) (i * 7);
                }
                events.established(profile.dtlsId(), material);
            }
        }

        @Override
        public boolean send(byte[] data, int offset, int length) {
            if (!established || closed) {
                return false;
            }
            byte[] record = new byte[1 + length];
            record[0] = APPLICATION_DATA;
            System.arraycopy(data, offset, record, 1, length);
            events.send(record, 0, record.length);
            return true;
        }

        @Override
        public void close() {
            if (!closed && established) {
                events.send(GOODBYE, 0, GOODBYE.length);
            }
            closed = true;
        }
    }
}
