package dev.treecast.webrtc.dtls;

import static dev.treecast.webrtc.dtls.DtlsPair.ALL_PROFILES;
import static dev.treecast.webrtc.dtls.DtlsPair.CLIENT_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.OPTIONS;
import static dev.treecast.webrtc.dtls.DtlsPair.SERVER_CERTIFICATE;
import static dev.treecast.webrtc.dtls.DtlsPair.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.SecurityParameters;
import org.junit.jupiter.api.Test;

/** Our server against a client that behaves like today's browsers: DTLS 1.3 offered, a key share too long for one datagram. */
class DtlsClientHelloTest {
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    @Test
    void shouldReassembleAClientHelloInTwoDatagramsAndFallBackFromDtls13() throws Exception {
        try (ModernClient client = new ModernClient()) {
            DtlsPair.Established server = client.run();

            assertThat(server.srtpProfile()).isEqualTo(7);
            List<byte[]> hello = client.sent.stream()
                    .filter(datagram -> datagram[0] == 22 && datagram[13] == 1)
                    .toList();
            assertThat(hello).hasSizeGreaterThanOrEqualTo(2);
            assertThat(hello.get(0)).hasSizeLessThanOrEqualTo(1_200);
            assertThat(hello.get(0).length + hello.get(1).length).isGreaterThan(1_300);
        }
    }

    @Test
    void shouldExportWhatRfc5705ComputesFromTheMasterSecret() throws Exception {
        try (ModernClient client = new ModernClient()) {
            DtlsPair.Established server = client.run();

            byte[] seed = org.bouncycastle.util.Arrays.concatenate(client.clientRandom, client.serverRandom);
            assertThat(server.exporterMaterial())
                    .isEqualTo(prf(client.masterSecret, "EXTRACTOR-dtls_srtp", seed, 2 * (16 + 12)));
        }
    }

    /** The vector for TLS 1.2's P_SHA256 that went over the IETF TLS list: it checks this test's own PRF. */
    @Test
    void shouldComputeThePublishedPrfVector() throws Exception {
        HexFormat hex = HexFormat.of();
        assertThat(prf(
                        hex.parseHex("9bbe436ba940f017b17652849a71db35"),
                        "test label",
                        hex.parseHex("a0ba9f936cda311827a6f796ffd5198c"),
                        100))
                .isEqualTo(hex.parseHex("e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
                        + "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
                        + "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
                        + "87347b66"));
    }

    /** RFC 5246 section 5 with SHA-256. */
    private static byte[] prf(byte[] secret, String label, byte[] seed, int bytes) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] labelAndSeed = org.bouncycastle.util.Arrays.concatenate(label.getBytes(US_ASCII), seed);
        byte[] output = new byte[(bytes + 31) / 32 * 32];
        byte[] a = labelAndSeed;
        for (int at = 0; at < bytes; at += 32) {
            a = mac.doFinal(a);
            mac.update(a);
            System.arraycopy(mac.doFinal(labelAndSeed), 0, output, at, 32);
        }
        return Arrays.copyOf(output, bytes);
    }

    /** BouncyCastle's client over a transport that sends each record as a datagram, as browsers send a ClientHello's fragments. */
    private static final class ModernClient implements DatagramTransport, AutoCloseable {
        final DtlsPair pair = new DtlsPair();
        final LinkedBlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        final List<byte[]> sent = new ArrayList<>();
        volatile byte[] masterSecret = {};
        volatile byte[] clientRandom = {};
        volatile byte[] serverRandom = {};

        DtlsPair.Established run() throws IOException {
            pair.server.wire = datagram -> {
                toClient.add(datagram);
                return List.of();
            };
            pair.loop.execute(pair.server.session()::start);
            HandshakePolicy policy = new HandshakePolicy(
                    CLIENT_CERTIFICATE,
                    PeerTrust.announced(List.of(SERVER_CERTIFICATE.fingerprint())),
                    ALL_PROFILES,
                    OPTIONS,
                    DtlsPair.RANDOM,
                    DtlsPair.KEYS);
            DTLSTransport transport = new DTLSClientProtocol().connect(new ModernTlsClient(policy), this);
            assertThat(transport).isNotNull();
            return get(pair.server.established);
        }

        @Override
        public int getReceiveLimit() {
            return 1_500;
        }

        @Override
        public int getSendLimit() {
            return 1_200;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMs) {
            try {
                byte[] datagram = toClient.poll(waitMs, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
            sent.add(datagram);
            pair.loop.execute(() -> pair.server.deliver(datagram));
        }

        @Override
        public void close() {
            pair.close();
        }

        private final class ModernTlsClient extends SrtpTlsClient {
            ModernTlsClient(HandshakePolicy policy) {
                super(policy);
            }

            @Override
            @SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"})
            public Hashtable getClientExtensions() throws IOException {
                Hashtable extensions = super.getClientExtensions();
                extensions.put(SUPPORTED_VERSIONS, new byte[] {4, (byte) 0xFE, (byte) 0xFC, (byte) 0xFE, (byte) 0xFD});
                byte[] keyShare = new byte[2 + 4 + 1_216]; // X25519MLKEM768: 1,184 bytes of ML-KEM and 32 of X25519
                keyShare[0] = (byte) ((keyShare.length - 2) >> 8);
                keyShare[1] = (byte) (keyShare.length - 2);
                keyShare[2] = 0x11;
                keyShare[3] = (byte) 0xEC;
                keyShare[4] = (byte) (1_216 >> 8);
                keyShare[5] = (byte) (1_216 & 0xFF);
                extensions.put(KEY_SHARE, keyShare);
                return extensions;
            }

            @Override
            public void notifyHandshakeComplete() throws IOException {
                super.notifyHandshakeComplete();
                SecurityParameters parameters = context.getSecurityParametersConnection();
                clientRandom = parameters.getClientRandom().clone();
                serverRandom = parameters.getServerRandom().clone();
                masterSecret =
                        getCrypto().adoptSecret(parameters.getMasterSecret()).extract();
            }
        }
    }
}
