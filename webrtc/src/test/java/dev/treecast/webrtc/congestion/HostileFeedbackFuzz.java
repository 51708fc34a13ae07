package dev.treecast.webrtc.congestion;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;

class HostileFeedbackFuzz {
    @FuzzTest
    void staysWithinBounds(FuzzedDataProvider data) {
        HostileFeedback hostile = new HostileFeedback(data.consumeLong() / 2, data.consumeInt(0, 65_535));
        while (data.remainingBytes() > 0) {
            switch (data.consumeInt(0, 3)) {
                case 0 ->
                    hostile.send(
                            data.consumeInt(1, 100), data.consumeLong(0, 10_000_000_000L), data.consumeInt(0, 5_000));
                case 1 -> hostile.report(data.consumeDouble(), data.consumeLong(), data.consumeLong());
                case 2 -> hostile.madeUp(new Random(data.consumeLong()));
                default -> {
                    byte[] bytes = data.consumeBytes(1_500);
                    hostile.bytes(bytes, bytes.length);
                }
            }
        }
    }
}
