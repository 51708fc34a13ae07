package dev.treecast.bench.traffic;

import dev.treecast.bench.socket.InteractionSocket;
import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.TickFrame;
import dev.treecast.interaction.protocol.TickRecord;

/** Reads the game's ticks. Counts from its last {@link #reset}. */
final class TickCount {
    private long tick = -1;
    private long ticks;
    private long records;
    private long inputs;

    /** A binary message to the game; others than ticks are passed over. */
    synchronized void message(byte[] binary) {
        TickFrame.read(binary).ifPresent(frame -> {
            ticks += frame.tick() == tick ? 0 : 1;
            tick = frame.tick();
            for (TickRecord each : frame.records()) {
                records += each.received() > 0 ? 1 : 0;
                inputs += each.received();
            }
        });
    }

    synchronized void reset() {
        ticks = 0;
        records = 0;
        inputs = 0;
    }

    /** What was counted, as a result. */
    synchronized TrafficResult result(
            ControlSet controls, int viewers, TrafficResult.Way way, double seconds, long messages, long bytes) {
        long one = InteractionSocket.framed(Frames.crew(1, new Frames.Sample(1_000, 3, 0, 0, 0)).length);
        return new TrafficResult(
                controls,
                viewers,
                way,
                seconds,
                inputs,
                ticks == 0 ? 0 : (double) records / ticks,
                messages,
                bytes,
                inputs * one);
    }
}
