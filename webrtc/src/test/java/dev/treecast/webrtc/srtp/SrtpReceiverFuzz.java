package dev.treecast.webrtc.srtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;

/** Whatever arrives, a receiver throws nothing, accepts no forgery, and still takes the next good packet. */
class SrtpReceiverFuzz {

    @FuzzTest
    void receive(FuzzedDataProvider data) {
        SrtpProfile profile = data.pickValue(SrtpProfile.values());
        try (SrtpReceiverModel model = new SrtpReceiverModel(SrtpCiphers.best(), profile)) {
            Random random = new Random(data.consumeLong());
            model.step(random);
            int datagrams = data.consumeInt(0, 20);
            for (int i = 0; i < datagrams && data.remainingBytes() > 0; i++) {
                byte[] datagram = data.consumeBytes(1_500);
                model.deliverForged(datagram, datagram.length);
            }
            model.step(random);
        }
    }
}
