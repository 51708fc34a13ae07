package dev.treecast.webrtc.signaling;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one endpoint by their unguessable id, bounded in all and per address. Thread-safe. A place is taken before any work is
 * done for an offer and given back exactly once, when the session ends or its offer fails.
 *
 * @param <S> what a session is here
 */
public final class SessionTable<S> {

    /**
     * @param sessionsMax sessions in all: each viewer costs some 100 KB, so 20,000 are 2 GB
     * @param sessionsPerAddressMax sessions from one address: a stadium or a campus may sit behind one, hence 5,000
     */
    public record Limits(int sessionsMax, int sessionsPerAddressMax) {
        public static Limits defaults() {
            return new Limits(20_000, 5_000);
        }
    }

    /** One taken place. */
    public final class Place {
        private final String id;
        private final InetAddress address;
        private boolean released;

        private Place(String id, InetAddress address) {
            this.id = id;
            this.address = address;
        }

        /** The session's id: 128 random bits, URL-safe. */
        public String id() {
            return id;
        }

        /** From now on {@link SessionTable#find} finds this session. */
        public void occupy(S session) {
            sessions.put(id, session);
        }

        /** Gives the place back; more than once is fine. */
        public void release() {
            synchronized (SessionTable.this) {
                if (!released) {
                    released = true;
                    taken--;
                    perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
                    sessions.remove(id);
                }
            }
        }
    }

    private static final Duration FULL_RETRY = Duration.ofSeconds(5);

    private final Limits limits;
    private final SecureRandom random;
    private final Map<String, S> sessions = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private int taken;
    private boolean closed;

    public SessionTable(Limits limits, SecureRandom random) {
        this.limits = limits;
        this.random = random;
    }

    /**
     * Takes a place for a session from this address.
     *
     * @throws SignalingException 503 when the table is full or closed, 429 when the address has its share
     */
    public synchronized Place take(InetAddress address) throws SignalingException {
        if (closed) {
            throw new SignalingException(
                    503,
                    "Shutting down",
                    "This server is shutting down; try again in a moment.",
                    Optional.of(FULL_RETRY));
        }
        if (taken >= limits.sessionsMax()) {
            throw new SignalingException(
                    503,
                    "Server full",
                    "This server has as many sessions as it takes; try again in a moment.",
                    Optional.of(FULL_RETRY));
        }
        if (perAddress.getOrDefault(address, 0) >= limits.sessionsPerAddressMax()) {
            throw new SignalingException(
                    429,
                    "Too many sessions",
                    "Your address has as many sessions as this server allows one address; close some and try again.",
                    Optional.of(FULL_RETRY));
        }
        taken++;
        perAddress.merge(address, 1, Integer::sum);
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new Place(Base64.getUrlEncoder().withoutPadding().encodeToString(id), address);
    }

    public Optional<S> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    public Collection<S> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Sessions and offers under way. */
    public synchronized int size() {
        return taken;
    }

    /** No new sessions from now on. */
    public synchronized void close() {
        closed = true;
    }
}
