package dev.treecast.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A clip, ready to be played in a loop: VP8 frames at a constant rate from a keyframe on, and Opus packets of one length. */
public final class DemoClip {
    private static final String IVF_RESOURCE = "clip.ivf";
    private static final String OGG_RESOURCE = "clip.ogg";

    private final byte[] video;
    private final List<VideoFrame> frames;
    private final int frameTicks;
    private final List<byte[]> audioPackets;
    private final int audioPacketSamples;

    /**
     * @param video the bytes that {@code frames} point into
     * @param frames one entry a frame, in order
     * @param frameTicks how long a frame is shown, in 1/90,000 s
     * @param audioPackets Opus packets; all of them together may play a little longer or shorter than the video
     * @param audioPacketSamples how long each plays, in 1/48,000 s
     */
    DemoClip(byte[] video, List<VideoFrame> frames, int frameTicks, List<byte[]> audioPackets, int audioPacketSamples) {
        this.video = video;
        this.frames = List.copyOf(frames);
        this.frameTicks = frameTicks;
        this.audioPackets = List.copyOf(audioPackets);
        this.audioPacketSamples = audioPacketSamples;
    }

    /**
     * One VP8 frame.
     *
     * @param offset into the clip's video bytes
     * @param length bytes, positive
     * @param keyFrame whether decoding can start here
     */
    record VideoFrame(int offset, int length, boolean keyFrame) {}

    /** The clip that comes with Treecast ({@code scripts/make-demo-clip} makes it). Reads two resources. */
    public static DemoClip bundled() {
        return parse(resource(IVF_RESOURCE), resource(OGG_RESOURCE));
    }

    /**
     * Puts a clip together out of an IVF and an Ogg Opus file.
     *
     * @throws IllegalArgumentException with a sentence, when they are not what this class's doc asks for
     */
    static DemoClip parse(byte[] ivfFile, byte[] oggFile) {
        IvfReader.Ivf ivf = IvfReader.read(ivfFile);
        if (!ivf.codec().equals("VP80") || ivf.frames().size() < 2) {
            throw new IllegalArgumentException("The clip's video is not VP8, or has fewer than two frames.");
        }
        List<VideoFrame> frames = ivf.frames().stream()
                .map(frame -> new VideoFrame(
                        frame.offset(),
                        frame.length(),
                        frame.length() > 0 && Vp8Packetizer.isKeyFrame(ivfFile, frame.offset())))
                .toList();
        if (!frames.getFirst().keyFrame() || frames.stream().anyMatch(frame -> frame.length() == 0)) {
            throw new IllegalArgumentException(
                    "The clip's video does not start with a keyframe, or has an empty frame.");
        }
        List<byte[]> packets = OggOpusReader.read(oggFile).packets();
        int samples = packets.isEmpty() ? 0 : OpusPacketizer.durationSamples(packets.getFirst());
        if (samples == 0 || packets.stream().anyMatch(packet -> OpusPacketizer.durationSamples(packet) != samples)) {
            throw new IllegalArgumentException("The clip's Opus packets are missing or not all of one length.");
        }
        return new DemoClip(ivfFile, frames, frameTicks(ivf), packets, samples);
    }

    /** How long a frame is shown, ns. */
    public long frameNs() {
        return frameTicks * 100_000L / 9;
    }

    byte[] video() {
        return video;
    }

    List<VideoFrame> frames() {
        return frames;
    }

    int frameTicks() {
        return frameTicks;
    }

    List<byte[]> audioPackets() {
        return audioPackets;
    }

    int audioPacketSamples() {
        return audioPacketSamples;
    }

    private static int frameTicks(IvfReader.Ivf ivf) {
        List<IvfReader.Frame> frames = ivf.frames();
        long step = frames.get(1).presentationTime() - frames.get(0).presentationTime();
        for (int i = 1; i < frames.size(); i++) {
            if (frames.get(i).presentationTime() - frames.get(i - 1).presentationTime() != step) {
                throw new IllegalArgumentException("The clip's frame rate is not constant at frame " + i + ".");
            }
        }
        long units = 90_000L * ivf.timeBaseNumerator();
        if (step < 1 || step > ivf.timeBaseDenominator() || units * step % ivf.timeBaseDenominator() != 0) {
            throw new IllegalArgumentException(
                    "The clip's frames do not last a whole number of 90 kHz ticks, 1 s at most.");
        }
        return Math.toIntExact(units * step / ivf.timeBaseDenominator());
    }

    private static byte[] resource(String name) {
        try (InputStream in = DemoClip.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new IllegalStateException("This build of Treecast lacks the demo clip (" + name + ").");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
