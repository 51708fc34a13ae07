package dev.treecast.server.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Plays a {@link DemoClip} for ever, as RTP payloads that fall due. No clock and no I/O inside.
 *
 * <p>Sending is counted in slots: video slot <i>v</i> is due <i>v</i> frame durations after the first poll, audio slot <i>a</i>
 * <i>a</i> packet durations after it, and their RTP timestamps follow from the slot alone. So timestamps run on evenly whatever part
 * of the clip plays, and a sender report may relate either clock to the time a payload was due. What fills the slots are two
 * positions in the clip, which a <i>splice</i> sets: at the end of the clip back to its start, and on a keyframe request ahead to
 * the clip's next keyframe, since a recorded clip cannot encode a new one (the picture skips some seconds; nothing else would help
 * the viewer who asks). A splice sets the audio to the packet that belongs to the frame, to within half a packet.
 *
 * <p>Drain rule: one call of {@link #poll} sends everything due. Not thread-safe: one owner.
 */
public final class ClipPacketSource {
    /** A poll that comes later than this skips slots instead of catching up in a burst: the machine slept. 0.5 s, in ns. */
    static final long LATENESS_NS_MAX = 500_000_000L;
    /** Two jumps to a keyframe are at least this far apart: one per source and 500 ms, as PLIs upstream. In ns. */
    static final long KEYFRAME_JUMP_INTERVAL_NS = 500_000_000L;

    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int AUDIO_CLOCK_HZ = 48_000;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    // Given.
    private final DemoClip clip;
    private final List<DemoClip.VideoFrame> frames;
    private final List<byte[]> audioPackets;
    private final int firstVideoTimestamp;
    private final int firstAudioTimestamp;

    // Owned.
    private final Vp8Packetizer vp8;
    private final OpusPacketizer opus = new OpusPacketizer();

    // State.
    private boolean started;
    private long startNs;
    private long videoSlot;
    private long audioSlot;
    private int videoPosition;
    private int audioPosition;
    private boolean keyframeWanted;
    private long lastKeyframeDueNs;

    /** @param random for the first timestamps and picture id (RFC 3550 section 5.1) */
    public ClipPacketSource(DemoClip clip, RandomGenerator random) {
        this.clip = clip;
        frames = clip.frames();
        audioPackets = clip.audioPackets();
        firstVideoTimestamp = random.nextInt();
        firstAudioTimestamp = random.nextInt();
        vp8 = new Vp8Packetizer(random.nextInt());
    }

    /**
     * Sends everything due at {@code nowNs}, in the order it was due. The first call starts playing.
     *
     * @param nowNs monotonic nanoseconds
     * @return when to poll next, monotonic nanoseconds, later than {@code nowNs}
     */
    public long poll(long nowNs, RtpPayloadSink sink) {
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        if (nowNs - nextDueNs() > LATENESS_NS_MAX) {
            skipTo(nowNs);
        }
        while (nextDueNs() <= nowNs) {
            if (videoDueNs() <= audioDueNs()) {
                sendFrame(sink);
            } else {
                sendAudioPacket(sink);
            }
        }
        return nextDueNs();
    }

    /**
     * Asks for a keyframe: the next frame sent will be one, unless the last jump was less than 500 ms ago, in which case it
     * comes when these are over. Frames that are keyframes anyway satisfy the wish.
     */
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    /** The RTP timestamp that belongs to an instant, for sender reports (RFC 3550 section 6.4.1): unsigned 32 bits. */
    public int rtpTimestampAt(MediaKind kind, long atNs) {
        long elapsedNs = started ? atNs - startNs : 0;
        return switch (kind) {
            case VIDEO -> firstVideoTimestamp + (int) ticks(elapsedNs, VIDEO_CLOCK_HZ);
            case AUDIO -> firstAudioTimestamp + (int) ticks(elapsedNs, AUDIO_CLOCK_HZ);
        };
    }

    private void sendFrame(RtpPayloadSink sink) {
        long dueNs = videoDueNs();
        if (videoPosition == frames.size()) {
            splice(0);
        }
        if (keyframeWanted && dueNs - lastKeyframeDueNs >= KEYFRAME_JUMP_INTERVAL_NS) {
            splice(nextKeyframe(videoPosition));
        }
        DemoClip.VideoFrame frame = frames.get(videoPosition);
        if (frame.keyFrame()) {
            keyframeWanted = false;
            lastKeyframeDueNs = dueNs;
        }
        int timestamp = firstVideoTimestamp + (int) (videoSlot * clip.frameTicks());
        vp8.packetize(clip.video(), frame.offset(), frame.length(), timestamp, sink);
        videoSlot++;
        videoPosition++;
    }

    private void sendAudioPacket(RtpPayloadSink sink) {
        int timestamp = firstAudioTimestamp + (int) (audioSlot * clip.audioPacketSamples());
        opus.packetize(audioPackets.get(audioPosition), timestamp, sink);
        audioSlot++;
        // Where sound and picture are not equally long, the sound goes round by itself until the picture's splice sets
        // it.
        audioPosition = (audioPosition + 1) % audioPackets.size();
    }

    /** Lets the next video slot show {@code frame}, and the next audio slot play what belongs to it. */
    private void splice(int frame) {
        videoPosition = frame;
        long clipNs = nanos((long) frame * clip.frameTicks(), VIDEO_CLOCK_HZ) + audioDueNs() - videoDueNs();
        long packetNs = nanos(clip.audioPacketSamples(), AUDIO_CLOCK_HZ);
        long packet = Math.floorDiv(clipNs + packetNs / 2, packetNs);
        audioPosition = (int) Math.floorMod(packet, (long) audioPackets.size());
    }

    private int nextKeyframe(int from) {
        for (int i = from; i < frames.size(); i++) {
            if (frames.get(i).keyFrame()) {
                return i;
            }
        }
        return 0;
    }

    /** Leaves slots empty up to {@code nowNs}; the clip goes on where it was, so that the decoder misses nothing. */
    private void skipTo(long nowNs) {
        videoSlot = Math.max(videoSlot, slotFrom(nowNs, clip.frameTicks(), VIDEO_CLOCK_HZ));
        audioSlot = Math.max(audioSlot, slotFrom(nowNs, clip.audioPacketSamples(), AUDIO_CLOCK_HZ));
        splice(videoPosition);
    }

    /** The first slot that is due at or after an instant. */
    private long slotFrom(long atNs, int durationTicks, int clockHz) {
        long slot = ticks(atNs - startNs, clockHz) / durationTicks;
        return startNs + nanos(slot * durationTicks, clockHz) < atNs ? slot + 1 : slot;
    }

    private long nextDueNs() {
        return Math.min(videoDueNs(), audioDueNs());
    }

    private long videoDueNs() {
        return startNs + nanos(videoSlot * clip.frameTicks(), VIDEO_CLOCK_HZ);
    }

    private long audioDueNs() {
        return startNs + nanos(audioSlot * clip.audioPacketSamples(), AUDIO_CLOCK_HZ);
    }

    /** Split into whole seconds and the rest: one multiplication would overflow after a day. */
    private static long nanos(long ticks, int clockHz) {
        return ticks / clockHz * NS_PER_SECOND + ticks % clockHz * NS_PER_SECOND / clockHz;
    }

    private static long ticks(long ns, int clockHz) {
        return Math.floorDiv(ns, NS_PER_SECOND) * clockHz + Math.floorMod(ns, NS_PER_SECOND) * clockHz / NS_PER_SECOND;
    }
}
