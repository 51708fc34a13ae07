package dev.treecast.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.treecast.bench.rig.MemoryUse;
import java.util.List;

/**
 * What data channels cost a server in memory: the same number of viewers, first without and then with them. As many have come and gone before, so that what a
 * server keeps once it has grown is in all three.
 *
 * @param viewers in both
 * @param base with none
 * @param without with viewers who only watch
 * @param with with viewers who press buttons
 */
public record ChannelMemory(int viewers, MemoryUse base, MemoryUse without, MemoryUse with) {
    private static final double KIB = 1024;

    @JsonProperty
    double heapKibWithout() {
        return (without.heapLive() - base.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double heapKibWith() {
        return (with.heapLive() - base.heapLive()) / KIB / viewers;
    }

    /** What one viewer's data channels add. */
    @JsonProperty
    double heapKibOfChannels() {
        return heapKibWith() - heapKibWithout();
    }

    private static String mib(long none, long watching, long pressing) {
        double mib = KIB * KIB;
        return "%.1f / %.1f / %.1f MiB".formatted(none / mib, watching / mib, pressing / mib);
    }

    /** The lines of a report. */
    List<Fact> facts() {
        String three = " without viewers / with those who watch / with those who press";
        return List.of(
                new Fact("live heap" + three, mib(base.heapLive(), without.heapLive(), with.heapLive())),
                new Fact(
                        "live heap a viewer",
                        "%.1f KiB, of which its data channels are %.1f".formatted(heapKibWith(), heapKibOfChannels())),
                new Fact("resident set" + three, mib(base.resident(), without.resident(), with.resident())));
    }

    /** How far to trust it. */
    String note() {
        return "ZGC counts live heap in pages of 2 MiB, which are %.1f KiB a viewer here; with "
                        .formatted(2 * KIB / viewers)
                + "TREECAST_JAVA_OPTIONS=-XX:+UseSerialGC it is counted in bytes. The resident set moves by more than viewers need.";
    }
}
