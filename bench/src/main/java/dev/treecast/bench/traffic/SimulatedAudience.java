package dev.treecast.bench.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.socket.InteractionSocket;
import dev.treecast.interaction.bus.BusOptions;
import dev.treecast.interaction.bus.Identity;
import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.InteractionBus;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.Role;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.show.TextHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** An audience on the bus itself, in simulated time: no machine is too slow for it, and two runs are the same to the byte. */
public final class SimulatedAudience {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "stage";
    private static final String TOKEN = "game";
    private static final long EPOCH_US = 1_760_000_000_000_000L;

    /** Viewers are spread over a tick in so many groups. */
    private static final int GROUPS = 10;

    /** Addresses that viewers share: bounds per address are not what is measured. */
    private static final int ADDRESSES = 100;

    private static final int WARM_UP_TICKS = 20;
    private static final int TICKS_PER_SECOND = 20;

    private final ControlSet controls;
    private final InteractionBus bus;
    private final TickCount ticks = new TickCount();
    private final List<Interaction.Client> viewers = new ArrayList<>();
    private final List<Hand> hands = new ArrayList<>();
    private long nowNs = 1_000_000_000;

    private SimulatedAudience(ControlSet controls) {
        this.controls = controls;
        bus = new InteractionBus(
                BusOptions.defaults(EPOCH_US),
                (stream, token, address) -> new Identity(token, token, Set.of(Role.GAME)),
                new Accounts(0),
                TextHook.ALLOW,
                new Random(7));
    }

    /** Lets so many viewers give input for so many seconds of simulated time. */
    public static TrafficResult measure(ControlSet controls, int viewers, int seconds) throws BenchFailure {
        return new SimulatedAudience(controls).measure(viewers, seconds);
    }

    private TrafficResult measure(int count, int seconds) throws BenchFailure {
        GameLine line = new GameLine();
        Interaction.Client game = bus.connect(nowNs, STREAM, "game", SeenFrameClock.NONE, line);
        say(game, controls.hello(TOKEN));
        say(game, controls.patch());
        say(game, "{\"type\":\"ready\"}");
        List<Integer> numbers = line.numbers(controls);
        for (int i = 0; i < count; i++) {
            Interaction.Client viewer =
                    bus.connect(nowNs, STREAM, "viewer-" + i % ADDRESSES, SeenFrameClock.NONE, Discarding.INSTANCE);
            say(viewer, Hand.HELLO);
            viewers.add(viewer);
            hands.add(new Hand(i, controls, numbers));
        }
        run(WARM_UP_TICKS);
        ticks.reset();
        line.messages = 0;
        line.bytes = 0;
        run(seconds * TICKS_PER_SECOND);
        return ticks.result(controls, count, TrafficResult.Way.SIMULATED, seconds, line.messages, line.bytes);
    }

    private void say(Interaction.Client client, String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        client.text(nowNs, utf8, 0, utf8.length);
        pass(0);
    }

    private void run(int count) {
        for (int tick = 0; tick < count; tick++) {
            for (int group = 0; group < GROUPS; group++) {
                for (int i = group; i < viewers.size(); i += GROUPS) {
                    byte[] frame = hands.get(i).frame();
                    viewers.get(i).binary(nowNs, frame, 0, frame.length);
                }
                pass(Hand.TICK_NS / GROUPS);
            }
        }
    }

    private void pass(long ns) {
        long endNs = nowNs + ns;
        while (bus.nextDeadlineNs() <= endNs) {
            nowNs = Math.max(nowNs, bus.nextDeadlineNs());
            bus.timeout(nowNs);
        }
        nowNs = endNs;
    }

    /** What the game is sent. */
    private final class GameLine implements Outbox {
        private final List<byte[]> texts = new ArrayList<>();
        private long messages;
        private long bytes;

        @Override
        public void text(byte[] utf8) {
            count(utf8.length);
            texts.add(utf8);
        }

        @Override
        public void binary(byte[] data) {
            count(data.length);
            ticks.message(data);
        }

        private void count(int length) {
            messages++;
            bytes += InteractionSocket.framed(length);
        }

        /** The numbers of the controls, as the answer to the patch has them. */
        List<Integer> numbers(ControlSet of) throws BenchFailure {
            try {
                for (byte[] text : texts) {
                    JsonNode message = JSON.readTree(text);
                    if (message.path("type").asText().equals("reply")) {
                        return controlNumbers(message, of);
                    }
                }
            } catch (IOException e) {
                throw new BenchFailure("The bus said no JSON: " + e.getMessage(), e);
            }
            throw new BenchFailure("The bus did not take the controls.");
        }

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Reads the answer to {@link ControlSet#patch}. */
    static List<Integer> controlNumbers(JsonNode reply, ControlSet of) {
        JsonNode numbers = reply.path("result").path("numbers").path("default");
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            all.add(numbers.path(ControlSet.id(i)).asInt());
        }
        return all;
    }

    /** Viewers do not look. */
    private enum Discarding implements Outbox {
        INSTANCE;

        @Override
        public void text(byte[] utf8) {}

        @Override
        public void binary(byte[] data) {}

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
