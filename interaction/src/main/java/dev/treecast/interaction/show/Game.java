package dev.treecast.interaction.show;

import dev.treecast.interaction.input.TokenBucket;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.FrameType;
import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A game's connection. */
public final class Game extends Peer {
    /** Names that a connection knows at a time; beyond, they are told again. */
    private static final int NAMES_MAX = 65_536;

    private final Show show;
    private final long epoch;
    private final Budget budget;
    private final TokenBucket patches;
    private final TokenBucket events;
    private final Map<Long, Long> numbers = new HashMap<>();
    private long nextNumber = 1;
    private boolean left;

    Game(long nowNs, Show show, Link link, long epoch, Budget budget) {
        super(link, show.counters(), ShowOptions.GAME_TEXT_BYTES_MAX, ShowOptions.GAME_BUFFERED_MAX);
        this.show = show;
        this.epoch = epoch;
        this.budget = budget;
        patches = new TokenBucket(nowNs, ShowOptions.PATCHES_PER_SECOND, ShowOptions.PATCHES_BURST);
        events = new TokenBucket(nowNs, ShowOptions.EVENTS_PER_SECOND, ShowOptions.EVENTS_BURST);
    }

    long epoch() {
        return epoch;
    }

    Budget budget() {
        return budget;
    }

    void meterPatch(long nowNs) throws Refusal {
        take(nowNs, patches, "At most 50 patches a second.");
    }

    void meterEvent(long nowNs) throws Refusal {
        take(nowNs, events, "At most 100 events a second.");
    }

    private static void take(long nowNs, TokenBucket bucket, String otherwise) throws Refusal {
        if (!bucket.take(nowNs, 1)) {
            throw new Refusal(ErrorCode.RATE, otherwise, null, bucket.retryAfterMs());
        }
    }

    /** The number that stands for a viewer; its name is sent first. −1 for who left long ago. */
    long numberOf(long key) {
        Long known = numbers.get(key);
        if (known != null) {
            return known;
        }
        Participant participant = show.viewers().byKey(key);
        if (participant == null) {
            return -1;
        }
        if (numbers.size() >= NAMES_MAX) {
            numbers.clear();
        }
        long number = nextNumber++;
        numbers.put(key, number);
        sendBinary(Frames.name(number, participant.id(), participant.who().name()));
        return number;
    }

    @Override
    void handle(long nowNs, String type, Members message) throws Refusal {
        show.gameMessages().handle(nowNs, this, type, message);
    }

    @Override
    void handleBinary(long nowNs, byte[] data, int offset, int length) throws Refusal {
        if (length > FrameType.BYTES_MAX) {
            throw new Refusal(ErrorCode.TOO_LARGE, "A binary message has at most 1,100 bytes.");
        }
        if (length == 0 || data[offset] != FrameType.POSITIONS) {
            throw new Refusal(ErrorCode.UNKNOWN_TYPE, "A game sends positions alone as binary messages.");
        }
        Optional<Long> number = Frames.positionsNumber(data, offset, length);
        if (number.isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "These are no positions.");
        }
        show.out().positions((int) (long) number.get(), data, offset, length);
    }

    @Override
    void meter(long nowNs, int bytes) {}

    @Override
    long timeUs(long nowNs) {
        return show.timeUs(nowNs);
    }

    @Override
    public void leave(long nowNs) {
        setGone();
        if (!left) {
            left = true;
            show.gameLeft(nowNs, this);
        }
    }
}
