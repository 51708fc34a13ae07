package dev.treecast.bench.micro;

import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpKeys;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import dev.treecast.webrtc.srtp.SrtpSender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** SRTP, one packet: from heap to heap, from a shared packet into native memory (the fan-out's way), and back to plain text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SrtpBenchmark {
    /** Packets made ahead for the receiver: 5 MB at most. It takes each once, so a new receiver begins after the last, which costs about 5 ns a packet. */
    private static final int PACKETS = 4_096;

    @Param({"ipsec-mb", "libcrypto", "jdk"})
    public String cipher = "";

    @Param({"AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES128_CM_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    /** Bytes of the plain packet: audio, and video as browsers cut it. */
    @Param({"160", "1200"})
    public int bytes;

    private SrtpCiphers ciphers;
    private SrtpKeys keys;
    private SrtpSender sender;
    private SrtpReceiver receiver;
    private byte[] plain;
    private byte[] out;
    private PlainRtpPacket shared;
    private final MemorySegment memory = Arena.ofAuto().allocate(2_048, 64);
    private byte[][] arrivals;
    private int sequenceNumber;
    private int arrival;

    @Setup
    public void prepare() {
        ciphers = switch (cipher) {
            case "ipsec-mb" -> SrtpCiphers.ipsecMb().orElseThrow();
            case "libcrypto" -> SrtpCiphers.libcrypto().orElseThrow();
            default -> SrtpCiphers.jdk();
        };
        keys = new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
        plain = RtpBenchmark.packet(bytes);
        out = new byte[bytes + SrtpProfile.RTP_OVERHEAD_MAX];
        shared = new PlainRtpPacket(bytes);
        System.arraycopy(plain, 0, shared.bytes(), 0, bytes);
        check(shared.written(bytes) ? bytes : 0);
        sender = new SrtpSender(keys, ciphers, SrtpOptions.defaults());
        arrivals = new byte[PACKETS][];
        for (int i = 0; i < PACKETS; i++) {
            arrivals[i] = new byte[bytes + profile.rtpOverhead()];
            check(protect(arrivals[i]));
        }
        sender.close();
        sequenceNumber = 0;
        sender = new SrtpSender(keys, ciphers, SrtpOptions.defaults());
        receiver = new SrtpReceiver(keys, ciphers, SrtpOptions.defaults());
    }

    @TearDown
    public void close() {
        sender.close();
        receiver.close();
    }

    private int protect(byte[] to) {
        plain[2] = (byte) (sequenceNumber >> 8);
        plain[3] = (byte) sequenceNumber;
        sequenceNumber = sequenceNumber + 1 & 0xffff;
        return sender.protectRtp(plain, 0, bytes, to, 0);
    }

    private static int check(int length) {
        if (length <= 0) {
            throw new IllegalStateException("refused: " + length);
        }
        return length;
    }

    @Benchmark
    public int protect() {
        return check(protect(out));
    }

    @Benchmark
    public int protectShared() {
        int length = sender.protectRtp(shared, sequenceNumber, memory, 0);
        sequenceNumber = sequenceNumber + 1 & 0xffff;
        return check(length);
    }

    /** With a copy of the packet first, because decryption is in place. */
    @Benchmark
    public int unprotect() {
        if (arrival == PACKETS) {
            arrival = 0;
            receiver.close();
            receiver = new SrtpReceiver(keys, ciphers, SrtpOptions.defaults());
        }
        byte[] next = arrivals[arrival++];
        System.arraycopy(next, 0, out, 0, next.length);
        return check(receiver.unprotectRtp(out, 0, next.length));
    }
}
