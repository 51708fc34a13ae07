package dev.treecast.bench.micro;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.PacketOpener;
import dev.treecast.tree.sframe.PacketSealer;
import dev.treecast.tree.sframe.SFrameCipher;
import dev.treecast.tree.sframe.SFrameHeader;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** SFrame, one packet: into the caller's array and back, and as media packets are sealed and opened, whose garbage is the new packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SFrameBenchmark {
    /** Track, flags, sequence, timestamp, orientation, level, capture time: as a media packet's. */
    private static final int METADATA_BYTES = 28;

    private static final long COUNTER = 1_000_000;

    @Param({"libcrypto", "jdk"})
    public String cipher = "";

    /** Bytes of the payload: audio, and video as browsers cut it. */
    @Param({"160", "1200"})
    public int bytes;

    private final EpochKey key = new EpochKey(1, new byte[SFrameCipher.BASE_KEY_BYTES]);
    private final byte[] metadata = new byte[METADATA_BYTES];
    private final SFrameHeader header = new SFrameHeader();
    private SFrameCipher encrypting;
    private SFrameCipher decrypting;
    private PacketSealer sealer;
    private PacketOpener opener;
    private byte[] plain;
    private byte[] sealed;
    private byte[] out;
    private MediaPacket sealedPacket;
    private long counter;

    @Setup
    public void prepare() {
        SrtpCiphers ciphers = cipher.equals("jdk")
                ? SrtpCiphers.jdk()
                : SrtpCiphers.libcrypto().orElseThrow();
        encrypting = SFrameCipher.encrypting(ciphers, key.baseKey(), key.keyId(0));
        decrypting = SFrameCipher.decrypting(ciphers, key.baseKey(), key.keyId(0));
        sealer = new PacketSealer(ciphers, 1, key);
        opener = new PacketOpener(ciphers, 1);
        opener.add(key);
        plain = new byte[bytes];
        sealed = new byte[encrypting.encryptedLength(COUNTER, bytes)];
        out = new byte[sealed.length + SFrameHeader.BYTES_MAX];
        check(encrypting.encrypt(COUNTER, metadata, METADATA_BYTES, plain, 0, bytes, sealed, 0));
        counter = COUNTER + 1;
        sealedPacket = sealPacket();
    }

    @TearDown
    public void close() {
        encrypting.close();
        decrypting.close();
        sealer.close();
        opener.close();
    }

    private static int check(int length) {
        if (length <= 0) {
            throw new IllegalStateException("refused: " + length);
        }
        return length;
    }

    private static MediaPacket check(@Nullable MediaPacket packet) {
        if (packet == null) {
            throw new IllegalStateException("refused");
        }
        return packet;
    }

    @Benchmark
    public int encrypt() {
        return check(encrypting.encrypt(counter++, metadata, METADATA_BYTES, plain, 0, bytes, out, 0));
    }

    @Benchmark
    public int decrypt() {
        boolean parsed = header.parse(sealed, 0, sealed.length);
        return check(
                parsed ? decrypting.decrypt(header, metadata, METADATA_BYTES, sealed, 0, sealed.length, out, 0) : 0);
    }

    @Benchmark
    public MediaPacket sealPacket() {
        return check(sealer.seal(new MediaPacket(0, counter++, 90_000, true, false, plain, null, -1, -1, 0)));
    }

    @Benchmark
    public MediaPacket openPacket() {
        return check(opener.open(sealedPacket));
    }
}
