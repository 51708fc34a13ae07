package dev.treecast.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.lab.ProcessTimes.ThreadTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcReadingsTest {
    @Test
    void shouldReadTheTimeOnACpu() {
        assertThat(ProcessTimes.cpuNs("123456789 42 7\n")).isEqualTo(123_456_789);
    }

    @Test
    void shouldAddUpWhatThreadsHadSince() {
        ProcessTimes before = new ProcessTimes(
                Map.of(1L, new ThreadTime("multiThreadIoEv", 100), 2L, new ThreadTime("C2 CompilerThre", 50)));
        ProcessTimes after = new ProcessTimes(
                Map.of(1L, new ThreadTime("multiThreadIoEv", 400), 3L, new ThreadTime("G1 Main Marker", 7)));

        assertThat(after.byKindSince(before)).isEqualTo(Map.of("media", 300L, "gc", 7L));
        assertThat(after.since(before)).isEqualTo(307);
    }

    @Test
    void shouldFindThreadsByName() {
        ProcessTimes times =
                new ProcessTimes(Map.of(1L, new ThreadTime("publishers", 1), 2L, new ThreadTime("viewers", 1)));

        assertThat(times.named("publishers")).containsExactly(1L);
    }

    @Test
    void shouldAddUpAllButIdleTimeOfTheMachine() {
        assertThat(MachineTimes.busyNs("cpu  1 2 3 1000 500 4 5 6 0 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n"))
                .isEqualTo(210_000_000);
    }

    @Test
    void shouldReadTheResidentSet() {
        assertThat(ProcessMemory.residentBytes("Name:\tjava\nVmHWM:\t  9999 kB\nVmRSS:\t  2048 kB\n"))
                .isEqualTo(2 << 20);
    }

    @Test
    void shouldReadDatagramsThatASocketHadNoRoomFor() {
        String snmp = """
                Tcp: RtoAlgorithm RtoMin
                Tcp: 1 200
                Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
                Udp: 10 0 5 20 4 1
                """;

        assertThat(UdpErrors.receiveBufferFull(snmp)).isEqualTo(4);
        assertThat(UdpErrors.receiveBufferFull("")).isZero();
    }

    @Test
    void shouldReadThePausesOfEveryCollector() {
        String log = """
                [0.015s] Using G1
                [1.275s] GC(0)   Evacuate Collection Set: 19.38ms
                [1.275s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 17M->5M(384M) 21.247ms
                [2.000s] GC(1) Concurrent Mark Cycle 12.000ms
                [2.100s] GC(2) Y: Pause Mark Start 0.007ms
                [2.200s] GC(3) Pause Init Mark (unload classes) 0.120ms
                """;

        assertThat(GcLog.pausesMs(log)).containsExactly(21.247, 0.007, 0.12);
    }
}
