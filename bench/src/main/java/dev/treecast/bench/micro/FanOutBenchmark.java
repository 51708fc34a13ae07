package dev.treecast.bench.micro;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slf4j.LoggerFactory;

/**
 * The fan-out without the socket: a packet of 1,200 bytes comes from the publisher and is rewritten, and encrypted for each viewer. One operation
 * is one packet to all of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {
    @Param({"1", "100", "1000"})
    public int viewers;

    private final Audience audience = new Audience();

    @Setup
    public void fill() {
        quieten();
        for (int i = 0; i < viewers; i++) {
            var unused = audience.join();
        }
        audience.deliver(true);
        if (audience.loop.sent() < viewers) {
            throw new IllegalStateException("only " + audience.loop.sent() + " of " + viewers + " viewers were served");
        }
    }

    /** A thousand viewers who connect would all say so. */
    private static void quieten() {
        if (LoggerFactory.getLogger("dev.treecast.edge") instanceof Logger logback) {
            logback.setLevel(Level.WARN);
        }
    }

    @Benchmark
    public long packet() {
        audience.deliver(false);
        return audience.loop.sent();
    }
}
