package dev.treecast.bench.micro;

import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.ice.IceLiteAgent;
import dev.treecast.webrtc.ice.IceOptions;
import dev.treecast.webrtc.ice.IceOutput;
import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A connectivity check of a viewer: read, authenticated, and answered by the ICE-lite agent. Each viewer sends one every 2.5 s or so. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StunBenchmark {
    /** Slower than any limit on checks. */
    private static final long BETWEEN_CHECKS_NS = 1_000_000_000;

    private final IceCredentials local = new IceCredentials("localufr", "localpasswordlocalpassword");
    private final IceCredentials remote = new IceCredentials("remote", "remotepasswordremotepassword");
    private final InetSocketAddress from = new InetSocketAddress("192.0.2.1", 40_000);
    private final byte[] check = ConnectivityCheck.write(local, remote);
    private final StunMessage message = new StunMessage();
    private final MessageIntegrity integrity = new MessageIntegrity(local.password());
    private final Answers answers = new Answers();
    private final IceLiteAgent agent = new IceLiteAgent(local, IceOptions.defaults(), 1);
    private long nowNs = 1;

    public StunBenchmark() {
        agent.remoteCredentials(remote);
    }

    private static final class Answers implements IceOutput {
        private int sent;

        @Override
        public void send(InetSocketAddress to, byte[] data, int offset, int length) {
            sent++;
        }

        @Override
        public void selected(InetSocketAddress address) {}
    }

    @Benchmark
    public boolean parse() {
        return message.parse(check, 0, check.length);
    }

    @Benchmark
    public boolean parseAndVerify() {
        return message.parse(check, 0, check.length) && integrity.verify(message);
    }

    @Benchmark
    public int answer() {
        int before = answers.sent;
        nowNs += BETWEEN_CHECKS_NS;
        agent.handle(nowNs, from, check, 0, check.length, answers);
        if (answers.sent == before) {
            throw new IllegalStateException("not answered");
        }
        return answers.sent;
    }
}
