package dev.treecast.interaction.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.protocol.TickFrame;
import dev.treecast.interaction.protocol.TickRecord;
import dev.treecast.interaction.show.TextHook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A bus in simulated time, and clients that remember what they were told. */
final class Stage {
    static final long EPOCH_US = 1_760_000_000_000_000L;
    static final long MS = 1_000_000L;
    static final String STREAM = "castle";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final Ledger ledger;
    final InteractionBus bus;
    long nowNs = 1_000_000_000L;
    private int addresses;

    Stage() {
        this(new Accounts(1_000), TextHook.ALLOW, BusOptions.defaults(EPOCH_US));
    }

    Stage(Ledger ledger, TextHook hook, BusOptions options) {
        this.ledger = ledger;
        bus = new InteractionBus(options, Stage::read, ledger, hook, new Random(7));
    }

    /** Tokens are roles and a subject: {@code viewer,moderator:anna}. */
    private static Identity read(String stream, String token, String address) throws Identities.Unauthorized {
        int colon = token.indexOf(':');
        if (colon < 0) {
            throw new Identities.Unauthorized("This is no token.");
        }
        Set<Role> roles = new java.util.HashSet<>();
        for (String role : token.substring(0, colon).split(",", -1)) {
            roles.add(java.util.Arrays.stream(Role.values())
                    .filter(known -> known.text().equals(role))
                    .findFirst()
                    .orElseThrow(() -> new Identities.Unauthorized("This is no role.")));
        }
        String subject = token.substring(colon + 1);
        return new Identity(subject, "Name of " + subject, roles);
    }

    long nowUs() {
        return EPOCH_US + nowNs / 1_000;
    }

    /** Lets time pass, with every deadline on the way. */
    void pass(long ms) {
        passNs(ms * MS);
    }

    void passNs(long ns) {
        long end = nowNs + ns;
        while (bus.nextDeadlineNs() <= end) {
            nowNs = Math.max(nowNs, bus.nextDeadlineNs());
            long before = bus.nextDeadlineNs();
            bus.timeout(nowNs);
            if (bus.nextDeadlineNs() == before && before <= nowNs) {
                throw new AssertionError("The deadline at " + before + " is not served by timeout at " + nowNs);
            }
        }
        nowNs = end;
    }

    /** Serves what is due now. */
    void turn() {
        pass(0);
    }

    Box connect() {
        return connect(SeenFrameClock.NONE);
    }

    Box connect(SeenFrameClock clock) {
        return connect(STREAM, "10.0.0." + addresses++, clock);
    }

    Box connect(String stream, String address) {
        return connect(stream, address, SeenFrameClock.NONE);
    }

    private Box connect(String stream, String address, SeenFrameClock clock) {
        Box box = new Box();
        box.client = bus.connect(nowNs, stream, address, clock, box);
        return box;
    }

    Box viewer(String members) {
        return viewer(SeenFrameClock.NONE, members);
    }

    Box viewer(SeenFrameClock clock, String members) {
        Box box = connect(clock);
        box.say("{'type':'hello','version':1,'role':'viewer'" + members + "}");
        turn();
        return box;
    }

    Box game(String members) {
        Box box = connect();
        box.say("{'type':'hello','version':1,'role':'game','token':'game:g'" + members + "}");
        turn();
        return box;
    }

    /** A game with these controls in the default scene, ready. */
    Box game(String members, String controls) {
        Box game = game(members);
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':" + controls + "}}}}");
        game.say("{'type':'ready'}");
        turn();
        return game;
    }

    /** A client's end of the line. */
    final class Box implements Outbox {
        @SuppressWarnings("NullAway.Init") // It and the client are made for each other.
        Interaction.Client client;

        final List<JsonNode> texts = new ArrayList<>();
        final List<byte[]> raw = new ArrayList<>();
        final List<byte[]> binaries = new ArrayList<>();
        boolean closed;
        long buffered;

        @Override
        public void text(byte[] utf8) {
            try {
                raw.add(utf8);
                texts.add(MAPPER.readTree(utf8));
            } catch (java.io.IOException e) {
                throw new AssertionError(new String(utf8, StandardCharsets.UTF_8), e);
            }
        }

        @Override
        public void binary(byte[] data) {
            binaries.add(data);
        }

        @Override
        public long bufferedBytes() {
            return buffered;
        }

        @Override
        public void close() {
            closed = true;
        }

        /** JSON with single quotes. */
        void say(String json) {
            byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            client.text(nowNs, utf8, 0, utf8.length);
        }

        void sendBinary(byte[] data) {
            client.binary(nowNs, data, 0, data.length);
        }

        void leave() {
            client.gone(nowNs);
        }

        List<JsonNode> all(String type) {
            return texts.stream()
                    .filter(text -> text.path("type").asText().equals(type))
                    .toList();
        }

        JsonNode last(String type) {
            List<JsonNode> all = all(type);
            if (all.isEmpty()) {
                throw new AssertionError("No '" + type + "' among " + texts);
            }
            return all.getLast();
        }

        String lastErrorCode() {
            return last("error").path("code").asText();
        }

        int number(String control) {
            return last("reply")
                    .path("result")
                    .path("numbers")
                    .path("default")
                    .path(control)
                    .asInt();
        }

        List<TickFrame> ticks() {
            return binaries.stream()
                    .filter(frame -> frame[0] == 0x10)
                    .map(frame -> TickFrame.read(frame).orElseThrow())
                    .toList();
        }

        List<TickRecord> records(int control) {
            return ticks().stream()
                    .flatMap(tick -> tick.records().stream())
                    .filter(each -> each.control() == control)
                    .toList();
        }

        void forget() {
            texts.clear();
            raw.clear();
            binaries.clear();
        }
    }
}
