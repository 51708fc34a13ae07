package dev.treecast.webrtc.sctp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Chunks and parameters, written, read back, and refused when malformed. */
class ChunksTest {
    private final byte[] b = new byte[600];

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void shouldReadDataAsTheRfcDrawsIt() {
        byte[] chunk = hex("00 0b 0013 01020304 0005 0006 00000033 414243");

        assertThat(ChunkHeader.type(chunk, 0)).isEqualTo(ChunkHeader.DATA);
        assertThat(ChunkHeader.flags(chunk, 0))
                .isEqualTo(DataChunk.FLAG_IMMEDIATE | DataChunk.FLAG_BEGIN | DataChunk.FLAG_END);
        assertThat(ChunkHeader.length(chunk, 0)).isEqualTo(19);
        assertThat(DataChunk.tsn(chunk, 0)).isEqualTo(0x01020304);
        assertThat(DataChunk.streamId(chunk, 0)).isEqualTo(5);
        assertThat(DataChunk.streamSequenceNumber(chunk, 0)).isEqualTo(6);
        assertThat(DataChunk.payloadProtocol(chunk, 0)).isEqualTo(51);

        DataChunk.writeHeader(b, 0, 0x0b, 3, 0x01020304, 5, 6, 51);
        assertThat(Arrays.copyOf(b, 16)).isEqualTo(Arrays.copyOf(chunk, 16));
    }

    @Test
    void shouldReadWhatItWritesOfInit() {
        InitChunk init = new InitChunk(0x11223344, 262_144, 1_024, 2_048, -5, true, true, null, new byte[0]);
        int length = init.write(b, 3);
        InitChunk read = Objects.requireNonNull(InitChunk.parse(b, 3, length));

        assertThat(ChunkHeader.type(b, 3)).isEqualTo(ChunkHeader.INIT);
        assertThat(read).usingRecursiveComparison().isEqualTo(init);
        assertThat(length % 4).isZero();
    }

    @Test
    void shouldReadWhatItWritesOfInitAck() {
        byte[] cookie = {1, 2, 3, 4, 5};
        InitChunk ack = new InitChunk(1, 0xffff_ffffL, 1, 65_535, 7, true, true, cookie, new byte[0]);
        int length = ack.write(b, 0);
        InitChunk read = Objects.requireNonNull(InitChunk.parse(b, 0, length));

        assertThat(ChunkHeader.type(b, 0)).isEqualTo(ChunkHeader.INIT_ACK);
        assertThat(read).usingRecursiveComparison().isEqualTo(ack);
    }

    @Test
    void shouldReadTheInitOfUsrsctp() {
        // Firefox's: extensions (RE-CONFIG, ASCONF, FORWARD-TSN, AUTH ...), random, chunk list, HMACs, and FORWARD-TSN
        // supported.
        byte[] chunk = hex("0100004e a1b2c3d4 00100000 0100 0800 0a0b0c0d c0000004"
                + "80080009c00fc1808200000080020024"
                + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                + "8003000680c1");
        InitChunk read = Objects.requireNonNull(InitChunk.parse(chunk, 0, chunk.length));

        assertThat(read.initiateTag()).isEqualTo(0xa1b2c3d4);
        assertThat(read.outboundStreams()).isEqualTo(256);
        assertThat(read.inboundStreams()).isEqualTo(2_048);
        assertThat(read.forwardTsn()).isTrue();
        assertThat(read.streamReset()).isTrue();
        assertThat(read.unrecognized()).isEmpty();
    }

    @Test
    void shouldReportParametersThatWantToBeReported() {
        // 0xC123: skip and report; 0x4001: stop and report, so that FORWARD-TSN behind it is not read.
        byte[] chunk =
                hex("01000028 00000001 00010000 0001 0001 00000000 c1230005 aa000000 4001 0004 c0000004 0000 0000");
        InitChunk read = Objects.requireNonNull(InitChunk.parse(chunk, 0, 0x28 - 4));

        assertThat(read.unrecognized()).isEqualTo(hex("c1230005aa00000040010004"));
        assertThat(read.forwardTsn()).isFalse();
        InitChunk ack = new InitChunk(1, 1_500, 1, 1, 1, true, true, new byte[8], read.unrecognized());
        int length = ack.write(b, 0);
        assertThat(HexFormat.of().formatHex(b, 0, length)).contains("0008000cc1230005aa00000000080008" + "40010004");
    }

    @Test
    void shouldRefuseAMalformedInit() {
        InitChunk init = new InitChunk(9, 1_500, 1, 1, 1, true, true, null, new byte[0]);
        int length = init.write(b, 0);
        for (int shorter = 4; shorter < 20; shorter++) {
            assertThat(InitChunk.parse(b, 0, shorter)).isNull();
        }
        assertThat(InitChunk.parse(b, 0, length - 4)).isNull();
        Arrays.fill(b, 4, 8, (byte) 0);
        assertThat(InitChunk.parse(b, 0, length)).as("tag 0").isNull();
    }

    @Test
    void shouldReadWhatItWritesOfSack() {
        SackChunk.writeGap(b, 0, 0, 2, 3);
        SackChunk.writeGap(b, 0, 1, 5, 5);
        SackChunk.writeDuplicate(b, 0, 2, 77);
        int length = SackChunk.writeFixed(b, 0, 100, 5_000, 2, 1);

        assertThat(length).isEqualTo(28);
        assertThat(SackChunk.isWellFormed(b, 0, length)).isTrue();
        assertThat(SackChunk.cumulativeTsn(b, 0)).isEqualTo(100);
        assertThat(SackChunk.receiveWindowBytes(b, 0)).isEqualTo(5_000);
        assertThat(SackChunk.gapBlocks(b, 0)).isEqualTo(2);
        assertThat(SackChunk.duplicates(b, 0)).isEqualTo(1);
        assertThat(SackChunk.gapStart(b, 0, 1)).isEqualTo(5);
        assertThat(SackChunk.gapEnd(b, 0, 0)).isEqualTo(3);
        assertThat(SackChunk.isWellFormed(b, 0, length - 4)).isFalse();
        SackChunk.writeGap(b, 0, 0, 3, 2);
        assertThat(SackChunk.isWellFormed(b, 0, length)).isFalse();
    }

    @Test
    void shouldReadWhatItWritesOfForwardTsn() {
        ForwardTsnChunk.writePair(b, 0, 0, 1, 65_535);
        ForwardTsnChunk.writePair(b, 0, 1, 700, 2);
        int length = ForwardTsnChunk.writeFixed(b, 0, -1, 2);

        assertThat(HexFormat.of().formatHex(b, 0, length)).isEqualTo("c0000010ffffffff0001ffff02bc0002");
        assertThat(ForwardTsnChunk.isWellFormed(length)).isTrue();
        assertThat(ForwardTsnChunk.pairs(length)).isEqualTo(2);
        assertThat(ForwardTsnChunk.newCumulativeTsn(b, 0)).isEqualTo(-1);
        assertThat(ForwardTsnChunk.streamId(b, 0, 1)).isEqualTo(700);
        assertThat(ForwardTsnChunk.streamSequenceNumber(b, 0, 0)).isEqualTo(65_535);
        assertThat(ForwardTsnChunk.isWellFormed(10)).isFalse();
    }

    @Test
    void shouldReadWhatItWritesOfReconfig() {
        int parameter = OutgoingResetParameter.write(b, 4, 10, 11, 12, new int[] {3, 900, 5}, 3);
        int length = ReconfigChunk.write(b, 0, parameter);

        assertThat(length).isEqualTo(26);
        assertThat(ReconfigChunk.isWellFormed(b, 0, length)).isTrue();
        assertThat(OutgoingResetParameter.isWellFormed(b, 4)).isTrue();
        assertThat(OutgoingResetParameter.requestNumber(b, 4)).isEqualTo(10);
        assertThat(OutgoingResetParameter.lastTsn(b, 4)).isEqualTo(12);
        assertThat(OutgoingResetParameter.streams(b, 4)).isEqualTo(3);
        assertThat(OutgoingResetParameter.streamId(b, 4, 1)).isEqualTo(900);
        assertThat(ReconfigChunk.isWellFormed(b, 0, length - 2)).isFalse();

        ReconfigChunk.write(b, 0, ReconfigResponseParameter.write(b, 4, 10, ReconfigResponseParameter.PERFORMED));
        assertThat(ReconfigResponseParameter.requestNumber(b, 4)).isEqualTo(10);
        assertThat(ReconfigResponseParameter.result(b, 4)).isEqualTo(1);
    }

    @Test
    void shouldAnswerAHeartbeatWithWhatWasInIt() {
        int length = HeartbeatChunk.write(b, 0, 123_456_789_012L);
        int ack = HeartbeatChunk.writeAck(b, 100, b, 0, length);

        assertThat(ChunkHeader.type(b, 100)).isEqualTo(ChunkHeader.HEARTBEAT_ACK);
        assertThat(HeartbeatChunk.isOurs(b, 100, ack)).isTrue();
        assertThat(HeartbeatChunk.sentNs(b, 100)).isEqualTo(123_456_789_012L);
    }

    @Test
    void shouldCompareNumbersThatWrap() {
        assertThat(SerialNumbers.isAfter(0, -1)).isTrue();
        assertThat(SerialNumbers.isAfter(Integer.MIN_VALUE, Integer.MAX_VALUE)).isTrue();
        assertThat(SerialNumbers.isAfter(5, 5)).isFalse();
        assertThat(SerialNumbers.isAfter16(0, 65_535)).isTrue();
        assertThat(SerialNumbers.isAfter16(65_535, 0)).isFalse();
    }
}
