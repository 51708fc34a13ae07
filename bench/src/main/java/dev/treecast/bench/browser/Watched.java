package dev.treecast.bench.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What page.js noted of a viewer in a while.
 *
 * @param nowMs when it was asked, of the page's clock, as all times here
 * @param firstFrameAtMs when the first frame was shown
 * @param frames that were shown
 * @param samples of the statistics
 */
public record Watched(double nowMs, double firstFrameAtMs, List<Frame> frames, List<Sample> samples) {

    /**
     * A frame that was shown.
     *
     * @param ageMs since it was drawn, by the clock in the picture; negative where that was not to be read
     */
    public record Frame(double atMs, int width, double ageMs) {}

    /** Statistics of {@code inbound-rtp}, under W3C's names. */
    public record Sample(double atMs, JsonNode video, JsonNode audio) {}

    public static Watched of(JsonNode taken) {
        List<Frame> frames = new ArrayList<>();
        taken.path("frames")
                .forEach(frame -> frames.add(new Frame(
                        frame.get(0).asDouble(),
                        frame.get(1).asInt(),
                        frame.get(2).asDouble())));
        List<Sample> samples = new ArrayList<>();
        taken.path("samples")
                .forEach(sample -> samples.add(
                        new Sample(sample.path("atMs").asDouble(), sample.path("video"), sample.path("audio"))));
        return new Watched(
                taken.path("nowMs").asDouble(), taken.path("firstFrameAtMs").asDouble(), frames, samples);
    }

    /** How much a counter of the video's grew between the first sample and the last. */
    public double grew(String counter) {
        return samples.size() < 2
                ? 0
                : samples.getLast().video.path(counter).asDouble()
                        - samples.getFirst().video.path(counter).asDouble();
    }

    /** The same of the audio's. */
    public double audioGrew(String counter) {
        return samples.size() < 2
                ? 0
                : samples.getLast().audio.path(counter).asDouble()
                        - samples.getFirst().audio.path(counter).asDouble();
    }

    /** A value of the last sample. */
    public long last(String name) {
        return samples.isEmpty() ? 0 : samples.getLast().video.path(name).asLong();
    }

    /** The longest time between two frames of which the later was shown in this span, or from the last one to its end, ms. */
    public double longestGapMs(double fromMs, double toMs) {
        double longest = 0;
        double before = Double.NaN;
        for (Frame frame : frames) {
            if (frame.atMs > toMs) {
                break;
            }
            if (frame.atMs >= fromMs) {
                longest = Math.max(longest, Double.isNaN(before) ? frame.atMs - fromMs : frame.atMs - before);
            }
            before = frame.atMs;
        }
        double end = Double.isNaN(before) ? toMs - fromMs : toMs - Math.max(before, fromMs);
        return Math.max(longest, end);
    }
}
