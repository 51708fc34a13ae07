package dev.treecast.webrtc.sctp.packet;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.zip.CRC32C;

/** Every parser reads anything. */
class ChunksFuzz {
    @FuzzTest
    void readsAnything(byte[] data) {
        PacketHeader.isIntact(data, 0, data.length, new CRC32C());
        if (data.length < 64) {
            return;
        }
        InitChunk init = InitChunk.parse(data, 0, data.length);
        if (init != null) {
            byte[] b = new byte[2_048 + data.length];
            int length = init.write(b, 0);
            if (InitChunk.parse(b, 0, length) == null) {
                throw new AssertionError("cannot read what it wrote");
            }
        }
        if (SackChunk.isWellFormed(data, 0, data.length)) {
            for (int i = 0; i < SackChunk.gapBlocks(data, 0); i++) {
                SackChunk.gapEnd(data, 0, i);
            }
        }
        if (ReconfigChunk.isWellFormed(data, 0, data.length)) {
            for (int at = ChunkHeader.LENGTH; at < data.length; at = Parameter.next(data, at)) {
                if (OutgoingResetParameter.isWellFormed(data, at)) {
                    int streams = OutgoingResetParameter.streams(data, at);
                    for (int i = 0; i < streams; i++) {
                        OutgoingResetParameter.streamId(data, at, i);
                    }
                }
            }
        }
        if (ForwardTsnChunk.isWellFormed(data.length)) {
            ForwardTsnChunk.streamId(data, 0, ForwardTsnChunk.pairs(data.length) - 1);
        }
        ErrorCause.firstCause(data, 0, data.length);
        HeartbeatChunk.isOurs(data, 0, data.length);
    }
}
