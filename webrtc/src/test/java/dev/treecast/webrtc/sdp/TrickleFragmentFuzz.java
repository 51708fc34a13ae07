package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class TrickleFragmentFuzz {

    @FuzzTest
    void parse(byte[] data) {
        try {
            TrickleFragment fragment = TrickleFragment.parse(new String(data, StandardCharsets.UTF_8));
            assertThat(fragment.candidates()).allMatch(line -> line.startsWith("candidate:"));
            fragment.credentials();
            fragment.write();
        } catch (SdpParseException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
