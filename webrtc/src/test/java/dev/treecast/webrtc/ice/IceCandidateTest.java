package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IceCandidateTest {
    private static final String HOST = "candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host";

    @Test
    void shouldComputePrioritiesAsRfc8445() {
        assertThat(IceCandidate.priority(IceCandidateType.HOST, 65535, 1)).isEqualTo(2130706431);
        assertThat(IceCandidate.priority(IceCandidateType.SERVER_REFLEXIVE, 65535, 1))
                .isEqualTo(1694498815);
        assertThat(IceCandidate.priority(IceCandidateType.RELAYED, 65535, 1)).isEqualTo(16777215);
        assertThat(IceCandidate.priority(IceCandidateType.PEER_REFLEXIVE, 65535, 1))
                .isEqualTo(1862270975);
    }

    @Test
    void shouldFormatAndParseAHostCandidate() {
        IceCandidate candidate = IceCandidate.host(1, 65535, address("192.0.2.1", 7000));
        assertThat(candidate.format()).isEqualTo(HOST);
        assertThat(IceCandidate.parse(HOST)).isEqualTo(candidate);
        assertThat(IceCandidate.parse("a=" + HOST + "\r\n")).isEqualTo(candidate);
        assertThat(candidate.socketAddress()).contains(address("192.0.2.1", 7000));
    }

    @Test
    void shouldParseWhatBrowsersSend() {
        IceCandidate local = parsed("candidate:1467250027 1 UDP 2122260223 "
                + "0d4d3b6e-9f4b-4a53-8f1f-6a9f6b7d2c11.local 46243 typ host generation 0 network-id 3");
        assertThat(local.socketAddress()).isEmpty();
        assertThat(local.transport()).isEqualTo("udp");

        IceCandidate reflexive = parsed("a=candidate:842163049 1 udp 1677729535 2001:db8::9 46154 typ srflx"
                + " raddr :: rport 0 generation 0 ufrag EEtu network-cost 999");
        assertThat(reflexive.type()).isEqualTo(IceCandidateType.SERVER_REFLEXIVE);
        assertThat(reflexive.socketAddress()).contains(address("2001:db8::9", 46154));
        assertThat(reflexive.format())
                .isEqualTo("candidate:842163049 1 udp 1677729535 2001:db8::9 46154 typ srflx raddr :: rport 9");

        IceCandidate tcp = parsed("candidate:4 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0");
        assertThat(tcp.tcpType()).isEqualTo("active");
        assertThat(IceCandidate.parse(tcp.format())).isEqualTo(tcp);
    }

    @Test
    void shouldIgnoreWhatIsMalformedOrUnknown() {
        String[] lines = {
            "",
            "candidate:",
            "candidate:1 1 udp 2130706431 192.0.2.1 7000 typ",
            "candidate:1 1 udp 2130706431 192.0.2.1 7000 typ future",
            "candidate:1 1 udp 2130706431 192.0.2.1 7000 host typ",
            "candidate:1 0 udp 2130706431 192.0.2.1 7000 typ host",
            "candidate:1 257 udp 2130706431 192.0.2.1 7000 typ host",
            "candidate:1 1 udp -1 192.0.2.1 7000 typ host",
            "candidate:1 1 udp 4294967296 192.0.2.1 7000 typ host",
            "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
            "candidate:1 1 udp 1 192.0.2.1 7x typ host",
            "candidate:é 1 udp 1 192.0.2.1 7 typ host",
            "candidate:" + "1".repeat(33) + " 1 udp 1 192.0.2.1 7 typ host",
            HOST + " x".repeat(300),
        };
        for (String line : lines) {
            assertThat(IceCandidate.parse(line)).as(line).isNull();
        }
    }

    /** A name would block for seconds on DNS, and tell its server about us. */
    @Test
    void shouldNeverResolveNames() {
        for (String name : new String[] {
            "localhost",
            "example.com",
            "x.local",
            "1",
            "127.1",
            "1.2.3.999",
            "fe80::1%lo",
            "::g",
            "1.2.3.",
            "0x7f.0.0.1"
        }) {
            IceCandidate candidate = parsed("candidate:1 1 udp 1 " + name + " 7000 typ host");
            assertThat(candidate.socketAddress()).as(name).isEmpty();
        }
    }

    @Test
    void shouldSurviveMutatedLines() {
        Random random = new Random(8839);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder line = new StringBuilder(HOST);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                line.setCharAt(
                        random.nextInt(line.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            }
            IceCandidate candidate = IceCandidate.parse(line.toString());
            if (candidate != null) {
                candidate.socketAddress();
                assertThat(IceCandidate.parse(candidate.format())).isEqualTo(candidate);
            }
        }
    }

    private static IceCandidate parsed(String line) {
        @Nullable IceCandidate candidate = IceCandidate.parse(line);
        if (candidate == null) {
            throw new AssertionError(line);
        }
        return candidate;
    }
}
