package dev.treecast.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SrtpCiphersTest {

    @Test
    void shouldUseLibcryptoWhereThisMachineHasIt() {
        assertThat(SrtpCiphers.libcrypto().isPresent() || !installed("libcrypto.so.3", "libcrypto.so.1.1"))
                .isTrue();
        SrtpCiphers.libcrypto().ifPresent(ciphers -> {
            assertThat(ciphers.description()).matches("libcrypto (3|1\\.1)\\..+ through FFM");
            assertThat(with("libcrypto", SrtpCiphers::best)).isSameAs(ciphers);
            assertThat(with("", SrtpCiphers::best))
                    .isSameAs(SrtpCiphers.ipsecMb().orElse(ciphers));
        });
    }

    @Test
    void shouldUseIpsecMbWhereThisMachineHasItAndAProcessorForIt() throws IOException {
        Path processor = Path.of("/proc/cpuinfo");
        boolean fast = Files.exists(processor) && Files.readString(processor).contains(" avx2 ");

        assertThat(SrtpCiphers.ipsecMb().isPresent() || !fast || !installed("libIPSec_MB.so.1"))
                .isTrue();
        SrtpCiphers.ipsecMb().ifPresent(ciphers -> {
            assertThat(ciphers.description()).matches("intel-ipsec-mb 1\\..+ through FFM");
            assertThat(with("", SrtpCiphers::best)).isSameAs(ciphers);
            assertThat(with("ipsec-mb", SrtpCiphers::best)).isSameAs(ciphers);
        });
    }

    private static boolean installed(String... names) {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .anyMatch(Files::exists);
    }

    @Test
    void shouldObeyTheProperty() {
        assertThat(with("jdk", SrtpCiphers::best).description()).isEqualTo("JDK AES/GCM");
        assertThatThrownBy(() -> with("openssl", SrtpCiphers::best))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ipsec-mb, libcrypto or jdk");
    }

    private static SrtpCiphers with(String value, Supplier<SrtpCiphers> call) {
        String before = System.getProperty(SrtpCiphers.PROPERTY, "");
        System.setProperty(SrtpCiphers.PROPERTY, value);
        try {
            return call.get();
        } finally {
            System.setProperty(SrtpCiphers.PROPERTY, before);
        }
    }
}
