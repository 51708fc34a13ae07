package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node's links: opened when somebody needs them, kept alive, given up when silent, closed when nobody needs them any more. */
final class Neighbours {
    /** Beside children and their standbys, each at most as many as the capacity: this node's own parents and standbys. */
    static final int LINKS_OWN_MAX = 128;

    /** DTLS takes two and SCTP two; a flight may be lost. */
    private static final int OPEN_ROUND_TRIPS = 6;

    /** So many packets are to be missing before a parent is called quiet. */
    private static final int CLOSE = 3;

    /** So many times as long as packets were last apart at most. */
    private static final int SPACINGS = 2;

    private static final long SECOND_NS = 1_000_000_000L;

    /** What {@link #timeout} finds, after it has looked at all. */
    interface Silences {
        /** A link is given up. */
        void lost(String node);

        /** A link to a parent is quiet for longer than its packets are apart; once a silence. */
        void quiet(String node);

        /** A parent is silent for so long that it would be given up, but so is everybody else: this node may be cut off. Once a silence. */
        void alone(String node);

        /** A parent that had fallen silent with everybody else is heard again. */
        void back(String node);
    }

    private final NodeContext context;
    private final Map<String, Neighbour> links = new LinkedHashMap<>();

    Neighbours(NodeContext context) {
        this.context = context;
    }

    @Nullable
    Neighbour get(String node) {
        return links.get(node);
    }

    boolean isReady(@Nullable String node) {
        Neighbour neighbour = node == null ? null : links.get(node);
        return neighbour != null && neighbour.ready();
    }

    int count() {
        return links.size();
    }

    /** A neighbour's wall clock less this node's; empty before it was measured. */
    OptionalLong clockOffsetNs(String node) {
        Neighbour neighbour = links.get(node);
        return neighbour == null || neighbour.clock.roundTripNs() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(neighbour.clock.offsetNs());
    }

    /** 0 before it was measured. */
    long roundTripNs(String node) {
        Neighbour neighbour = links.get(node);
        return neighbour == null ? 0 : neighbour.roundTripNs();
    }

    private int countMax() {
        return 2 * context.self.capacity() + LINKS_OWN_MAX;
    }

    /** The link to a node, opened if there is none; null when there are too many. */
    @Nullable
    Neighbour open(long nowNs, String node) {
        Neighbour known = links.get(node);
        if (known != null) {
            return known;
        }
        if (links.size() >= countMax()) {
            return null;
        }
        Neighbour opened = new Neighbour(node);
        opened.opened = true;
        opened.openDeadlineNs = nowNs + context.options.openNs() + OPEN_ROUND_TRIPS * context.choice.roundTripNs(node);
        links.put(node, opened);
        context.wakeBy(opened.openDeadlineNs);
        context.listener.openLink(node);
        return opened;
    }

    /** A link has come up, opened by either side. */
    void up(long nowNs, String node, Set<NodeRole> roles, LinkReadings readings) {
        Neighbour neighbour = links.get(node);
        if (neighbour == null) {
            if (links.size() >= countMax()) {
                context.counters.ignored++;
                context.listener.closeLink(node);
                return;
            }
            neighbour = new Neighbour(node);
            links.put(node, neighbour);
        }
        neighbour.up = true;
        neighbour.roles = Set.copyOf(roles);
        neighbour.readings = readings;
        neighbour.upNs = nowNs;
        neighbour.messageHeardNs = nowNs;
        neighbour.keepaliveNs = nowNs;
        NodeRecord self = context.self;
        send(
                nowNs,
                neighbour,
                new TreeMessage.Hello(
                        TreeMessage.VERSION_MIN, TreeMessage.VERSION_MAX, self.id(), self.region(), self.roles()));
        context.wakeBy(nowNs + context.options.keepaliveNs());
    }

    /** Takes a greeting; false when it ends the link. */
    boolean greeted(Neighbour neighbour, TreeMessage.Hello hello) {
        boolean understood =
                hello.versionMin() <= TreeMessage.VERSION_MAX && hello.versionMax() >= TreeMessage.VERSION_MIN;
        boolean honest = hello.node().equals(neighbour.node) && neighbour.roles.containsAll(hello.roles());
        if (!honest) {
            context.counters.lies++;
        }
        if (!understood || !honest) {
            return false;
        }
        neighbour.greeted = true;
        neighbour.version = Math.min(hello.versionMax(), TreeMessage.VERSION_MAX);
        neighbour.region = hello.region();
        neighbour.roles = hello.roles();
        context.suspects.clear(neighbour.node);
        return true;
    }

    /** Whether a node knows of layers. */
    boolean knowsLayers(String node) {
        Neighbour neighbour = links.get(node);
        return neighbour != null && neighbour.version >= TreeMessage.VERSION_LAYERS;
    }

    void remove(String node) {
        links.remove(node);
    }

    void close(String node) {
        if (links.remove(node) != null) {
            context.listener.closeLink(node);
        }
    }

    void send(long nowNs, String node, TreeMessage message) {
        Neighbour neighbour = links.get(node);
        if (neighbour != null && neighbour.up) {
            send(nowNs, neighbour, message);
        }
    }

    private void send(long nowNs, Neighbour neighbour, TreeMessage message) {
        neighbour.messageSentNs = nowNs;
        context.counters.sent++;
        context.listener.send(neighbour.node, message);
    }

    void sendAll(long nowNs, TreeMessage message) {
        for (Neighbour neighbour : links.values()) {
            if (neighbour.up) {
                send(nowNs, neighbour, message);
            }
        }
    }

    void closeAll() {
        List.copyOf(links.keySet()).forEach(this::close);
    }

    /**
     * Sends the keepalives that are due.
     *
     * @return when to look again
     */
    long timeout(long nowNs, Silences told) {
        TreeOptions options = context.options;
        long nextNs = Deadlines.NEVER;
        List<String> silent = new ArrayList<>();
        List<String> unused = new ArrayList<>();
        List<String> hushed = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (Neighbour neighbour : links.values()) {
            long deadlineNs = neighbour.up ? silenceDeadlineNs(neighbour) : neighbour.openDeadlineNs;
            if (neighbour.aloneHeardNs != Long.MIN_VALUE && heardNs(neighbour) > neighbour.aloneHeardNs) {
                neighbour.aloneHeardNs = Long.MIN_VALUE;
                back.add(neighbour.node);
            }
            if (deadlineNs <= nowNs) {
                if (!isAlone(nowNs, neighbour)) {
                    silent.add(neighbour.node);
                    continue;
                }
                if (neighbour.aloneHeardNs == Long.MIN_VALUE) {
                    neighbour.aloneHeardNs = heardNs(neighbour);
                    alone.add(neighbour.node);
                }
                deadlineNs = nowNs + options.keepaliveNs();
            }
            nextNs = Math.min(
                    nextNs,
                    neighbour.parent || neighbour.asked || isDoubtful(neighbour)
                            ? deadlineNs
                            : Math.max(deadlineNs, nowNs + options.keepaliveNs()));
            if (!neighbour.up) {
                continue;
            }
            nextNs = Math.min(nextNs, keepAlive(nowNs, neighbour));
            long quietNs = quietDeadlineNs(neighbour);
            if (quietNs <= nowNs) {
                neighbour.quietHeardNs = heardNs(neighbour);
                hushed.add(neighbour.node);
            } else {
                nextNs = Math.min(nextNs, quietNs);
            }
            if (isUnused(nowNs, neighbour)) {
                unused.add(neighbour.node);
            }
            neighbour.forgetUses();
        }
        unused.forEach(this::close);
        silent.forEach(told::lost);
        back.forEach(told::back);
        hushed.forEach(told::quiet);
        alone.forEach(told::alone);
        return nextNs;
    }

    private boolean isUnused(long nowNs, Neighbour neighbour) {
        if (neighbour.needed() || neighbour.taking > 0 || !neighbour.opened) {
            neighbour.unusedSinceNs = Deadlines.NEVER;
        } else if (neighbour.unusedSinceNs == Deadlines.NEVER) {
            neighbour.unusedSinceNs = nowNs;
        }
        return neighbour.unusedSinceNs != Deadlines.NEVER
                && nowNs - neighbour.unusedSinceNs >= context.options.linkLingerNs();
    }

    /**
     * Whether a parent's silence may be this node's own: there is, or was when it began, somebody else who could be heard, and nobody has been since. Then its link is
     * the quickest way back, for it goes on sending until it misses this node. Not for relays: those below could not wait, and have others to turn to.
     */
    private boolean isAlone(long nowNs, Neighbour neighbour) {
        if (!neighbour.up
                || !neighbour.greeted
                || !neighbour.parent
                || context.self.is(NodeRole.RELAY)
                || neighbour.messageHeardNs + context.options.slowSilenceNs() <= nowNs) {
            return false;
        }
        long otherwiseNs = heardNs(neighbour) + context.options.silenceNs() / 2;
        boolean others = neighbour.aloneHeardNs != Long.MIN_VALUE;
        for (Neighbour other : links.values()) {
            if (other != neighbour && other.ready()) {
                others = true;
                if (heardNs(other) >= otherwiseNs) {
                    return false;
                }
            }
        }
        return others;
    }

    private static long heardNs(Neighbour neighbour) {
        return neighbour.readings == null ? neighbour.upNs : Math.max(neighbour.upNs, neighbour.readings.lastHeardNs());
    }

    /** Somebody else sends what it should have, and it has been told so: unless it is heard again it is dead, and of no use to anybody as a standby. */
    void left(long nowNs, String node) {
        Neighbour neighbour = links.get(node);
        if (neighbour != null) {
            neighbour.leftNs = nowNs;
        }
    }

    boolean isDoubtful(String node) {
        Neighbour neighbour = links.get(node);
        return neighbour != null && isDoubtful(neighbour);
    }

    private static boolean isDoubtful(Neighbour neighbour) {
        if (neighbour.leftNs != Deadlines.NEVER && heardNs(neighbour) > neighbour.leftNs) {
            neighbour.leftNs = Deadlines.NEVER;
        }
        return neighbour.leftNs != Deadlines.NEVER;
    }

    /** When a parent has been quiet for too long to be waited for; never where its packets are not that close. */
    private long quietDeadlineNs(Neighbour neighbour) {
        LinkReadings readings = neighbour.readings;
        if (!neighbour.parent || readings == null) {
            return Deadlines.NEVER;
        }
        long quietNsMax = context.options.quietNs();
        boolean close = readings.packetsPerSecond() * quietNsMax > CLOSE * SECOND_NS;
        long spacedNs = readings.spacingNs() == 0 ? quietNsMax : SPACINGS * readings.spacingNs();
        long quietNs = Math.clamp(spacedNs, quietNsMax / 2, quietNsMax);
        long heardNs = heardNs(neighbour);
        return close && heardNs != neighbour.quietHeardNs ? heardNs + quietNs : Deadlines.NEVER;
    }

    private long silenceDeadlineNs(Neighbour neighbour) {
        LinkReadings readings = neighbour.readings;
        long deadlineNs = neighbour.messageHeardNs + context.options.slowSilenceNs();
        if (!neighbour.greeted || readings == null || !(neighbour.parent || neighbour.asked)) {
            return isDoubtful(neighbour)
                    ? Math.min(deadlineNs, answerDeadlineNs(neighbour, neighbour.leftNs))
                    : deadlineNs;
        }
        long heardNs = heardNs(neighbour);
        if (neighbour.parent) {
            return heardNs + context.options.silenceNs();
        }
        return Math.max(heardNs + context.options.answerNs(), answerDeadlineNs(neighbour, neighbour.askedNs));
    }

    private long answerDeadlineNs(Neighbour neighbour, long sinceNs) {
        return sinceNs + 2 * neighbour.roundTripNs() + context.options.answerNs();
    }

    /** What is due soon goes along with what is due now, so that a node with many links wakes ten times a second and not for each. */
    private long keepAlive(long nowNs, Neighbour neighbour) {
        TreeOptions options = context.options;
        long slowNs = neighbour.keepaliveNs + options.slowKeepaliveNs();
        long dueNs = slowNs - options.keepaliveNs() <= nowNs ? nowNs : slowNs;
        if (neighbour.taking > 0 && dueNs > nowNs && neighbour.readings != null) {
            long sentNs = Math.max(neighbour.messageSentNs, neighbour.readings.lastSentNs());
            long quietNs = sentNs + options.keepaliveNs();
            dueNs = Math.min(dueNs, quietNs - options.keepaliveNs() / 8 <= nowNs ? nowNs : quietNs);
        }
        if (dueNs > nowNs) {
            return dueNs;
        }
        neighbour.keepaliveNs = nowNs;
        send(
                nowNs,
                neighbour,
                neighbour.clock.keepalive(
                        context.children, context.self.capacity(), context.readings.wallClockNs(nowNs)));
        return nowNs + (neighbour.taking > 0 ? options.keepaliveNs() : options.slowKeepaliveNs());
    }
}
