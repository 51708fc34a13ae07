package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The controlling end of ICE for our own clients: one local socket, one component, some addresses of the peer, which
 * usually is a lite agent (RFC 8445 sections 7 and 8).
 *
 * <p>Checks the addresses in the order given, one new check each Ta; the first that succeeds is nominated with a second check
 * that carries USE-CANDIDATE (regular nomination, section 8.1.1), and selected when that succeeds too. From then on
 * consent checks (RFC 7675). They carry USE-CANDIDATE as well, so that a server follows us when a NAT gives us
 * another address.
 *
 * <p>Drain rule: call {@link #poll} after {@link #start}, after each {@link #addRemoteAddress} and when
 * {@link #nextDeadlineNs} comes; it does all that is due. {@link #handle} sends what it brings about by itself.
 *
 * <p>Not done: frozen pairs and foundations (there is one local socket), changing roles (a peer that claims to be controlling as well
 * gets 487, and a 487 that we get fails that address), restart (make a new agent). Single owner, no clock.
 */
public final class IceControllingAgent implements IceAgent {
    /** Header 20, USERNAME 520, PRIORITY 8, ICE-CONTROLLING 12, USE-CANDIDATE 4, MESSAGE-INTEGRITY 24, FINGERPRINT 8. */
    private static final int CHECK_LENGTH_MAX = 596;

    /** RFC 8445 section 7.1.1: the priority that a peer-reflexive candidate of ours would have. */
    private static final long PRIORITY = IceCandidate.priority(IceCandidateType.PEER_REFLEXIVE, 65535, 1);

    private enum State {
        NEW,
        CHECKING,
        CONNECTED,
        FAILED
    }

    // Given.
    private final IceCredentials local;
    private final long tieBreaker;
    private final IceOptions options;
    private final RandomGenerator random;

    // Owned.
    private final IceCounters counters = new IceCounters();
    private final StunMessage message = new StunMessage();
    private final CheckResponder responder = new CheckResponder(counters);
    private final StunWriter writer = new StunWriter(CHECK_LENGTH_MAX);
    private final List<RemoteCheck> checks = new ArrayList<>();
    private final IceGeneration receiving;
    private final MessageIntegrity sending;
    private final byte[] sendingUsername;

    // State.
    private State state = State.NEW;
    private @Nullable RemoteCheck nominee;
    private @Nullable ConsentChecks consent;
    private @Nullable CheckRate rate;
    private @Nullable InetSocketAddress selected;
    private @Nullable InetSocketAddress mappedAddress;
    private long startedNs;
    private long nextCheckNs;

    /**
     * @param remoteAddresses where the peer may be, best first, resolved; at most {@link IceOptions#remoteAddressesMax} are used
     * @param tieBreaker 64 random bits (RFC 8445 section 7.1.3)
     * @param random for transaction ids, so it should be hard to guess: a {@code SecureRandom} but in tests
     */
    public IceControllingAgent(
            IceCredentials local,
            IceCredentials remote,
            List<InetSocketAddress> remoteAddresses,
            long tieBreaker,
            IceOptions options,
            RandomGenerator random) {
        this.local = local;
        this.tieBreaker = tieBreaker;
        this.options = options;
        this.random = random;
        receiving = new IceGeneration(local, remote);
        sending = new MessageIntegrity(remote.password());
        sendingUsername = IceGeneration.username(remote, local.usernameFragment());
        remoteAddresses.forEach(this::addRemoteAddress);
    }

    /** One more address of the peer (trickle). False if it is known, unresolved or one too many. */
    public boolean addRemoteAddress(InetSocketAddress address) {
        if (address.isUnresolved() || checks.size() >= options.remoteAddressesMax() || checkOf(address) != null) {
            return false;
        }
        checks.add(new RemoteCheck(address, options));
        return true;
    }

    @Override
    public void start(long nowNs) {
        if (state == State.NEW) {
            state = State.CHECKING;
            startedNs = nowNs;
            nextCheckNs = nowNs;
            rate = new CheckRate(options.checksPerSecondMax(), nowNs);
        }
    }

    /** Does what is due. */
    @Override
    public void poll(long nowNs, IceOutput output) {
        if (state == State.CHECKING) {
            pollChecks(nowNs, output);
        } else if (state == State.CONNECTED) {
            pollConsent(nowNs, output);
        }
    }

    /** When to call {@link #poll} next, or {@link #NO_DEADLINE}. */
    @Override
    public long nextDeadlineNs() {
        ConsentChecks asked = consent;
        if (state == State.CONNECTED && asked != null) {
            return asked.nextDeadlineNs();
        }
        if (state != State.CHECKING) {
            return NO_DEADLINE;
        }
        long deadlineNs = startedNs + options.establishTimeoutNs();
        for (RemoteCheck check : checks) {
            if (check.state() == RemoteCheck.State.IN_PROGRESS) {
                deadlineNs = earlier(deadlineNs, check.nextNs());
            } else if (check.state() == RemoteCheck.State.WAITING && nominee == null) {
                deadlineNs = earlier(deadlineNs, nextCheckNs);
            }
        }
        return deadlineNs;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private void pollChecks(long nowNs, IceOutput output) {
        if (nowNs - startedNs >= options.establishTimeoutNs()) {
            fail(IceFailure.NO_PATH, output);
            return;
        }
        for (RemoteCheck check : checks) {
            if (check.due(nowNs)) {
                sendCheck(check.address, check.transactionId, check.nominating(), output);
            }
        }
        settle(nowNs, output);
        RemoteCheck waiting = nominee == null ? first(RemoteCheck.State.WAITING) : null;
        if (state == State.CHECKING && waiting != null && nowNs - nextCheckNs >= 0) {
            nextCheckNs = nowNs + options.checkPacingNs();
            transmit(nowNs, waiting, false, output);
        }
    }

    /** After a check ended: nominate, look for another nominee, or give up. */
    private void settle(long nowNs, IceOutput output) {
        RemoteCheck chosen = nominee;
        if (chosen != null && chosen.state() != RemoteCheck.State.FAILED) {
            return;
        }
        nominee = first(RemoteCheck.State.SUCCEEDED);
        if (nominee != null) {
            transmit(nowNs, nominee, true, output);
        } else if (!checks.isEmpty() && checks.stream().allMatch(c -> c.state() == RemoteCheck.State.FAILED)) {
            fail(IceFailure.NO_PATH, output);
        }
    }

    private void transmit(long nowNs, RemoteCheck check, boolean nominate, IceOutput output) {
        check.begin(nowNs, nominate, random);
        if (check.due(nowNs)) {
            sendCheck(check.address, check.transactionId, nominate, output);
        }
    }

    private void pollConsent(long nowNs, IceOutput output) {
        ConsentChecks asked = consent;
        InetSocketAddress address = selected;
        if (asked == null || address == null) {
            return;
        }
        if (asked.expired(nowNs)) {
            fail(IceFailure.CONSENT_EXPIRED, output);
        } else if (asked.due(nowNs)) {
            sendCheck(address, asked.begin(nowNs), true, output);
        }
    }

    private void sendCheck(InetSocketAddress to, byte[] transactionId, boolean nominate, IceOutput output) {
        writer.begin(StunMessage.BINDING_REQUEST, transactionId, 0)
                .username(sendingUsername)
                .priority(PRIORITY)
                .iceControlling(tieBreaker);
        if (nominate) {
            writer.useCandidate();
        }
        int length = writer.finish(sending);
        counters.checksSent++;
        output.send(to, writer.buffer(), 0, length);
    }

    /** One datagram that begins like STUN: an answer to a check of ours, or a check of the peer's. */
    @Override
    public void handle(long nowNs, InetSocketAddress from, byte[] data, int off, int len, IceOutput output) {
        if (state == State.FAILED || state == State.NEW) {
            counters.unexpected++;
            return;
        }
        if (from.isUnresolved() || !message.parse(data, off, len)) {
            counters.malformed++;
            return;
        }
        switch (message.type()) {
            case StunMessage.BINDING_REQUEST -> handleRequest(nowNs, from, output);
            case StunMessage.BINDING_SUCCESS, StunMessage.BINDING_ERROR -> handleResponse(nowNs, from, output);
            default -> counters.unexpected++;
        }
    }

    private void handleRequest(long nowNs, InetSocketAddress from, IceOutput output) {
        if (!receiving.addressedBy(message)) {
            counters.wrongUsername++;
            return;
        }
        if (!responder.authentic(message, receiving)) {
            return;
        }
        if (rate != null && !rate.take(nowNs)) {
            counters.overRate++;
            return;
        }
        if (!responder.understood(message, receiving, from, output)) {
            return;
        }
        if (message.iceControlling()) {
            responder.roleConflict(message, receiving, from, output);
            return;
        }
        responder.success(message, receiving, from, output);
        if (state == State.CHECKING) {
            addRemoteAddress(from); // a peer-reflexive candidate (RFC 8445 section 7.3.1.3)
        }
    }

    private void handleResponse(long nowNs, InetSocketAddress from, IceOutput output) {
        RemoteCheck answered = answeredCheck();
        boolean consented = answered == null && consent != null && consent.answeredBy(message);
        if (answered == null && !consented) {
            counters.unexpected++;
            return;
        }
        if (!from.equals(answered != null ? answered.address : selected)) {
            counters.wrongSource++;
            return;
        }
        if (!message.fingerprintMatches()) {
            counters.wrongFingerprint++;
            return;
        }
        if (!sending.verify(message)) {
            counters.wrongIntegrity++;
            return;
        }
        boolean success = message.type() == StunMessage.BINDING_SUCCESS
                && message.unknownAttributeCount() == 0
                && message.xorMappedAddress() != null;
        if (success) {
            counters.checksAnswered++;
            mappedAddress = message.xorMappedAddress();
        }
        if (answered != null) {
            checkAnswered(nowNs, answered, success, output);
        } else if (success && consent != null) {
            consent.renewed(nowNs);
        }
    }

    private void checkAnswered(long nowNs, RemoteCheck check, boolean success, IceOutput output) {
        if (!success) {
            check.fail();
            settle(nowNs, output);
        } else if (check.nominating()) {
            check.succeed();
            state = State.CONNECTED;
            selected = check.address;
            consent = new ConsentChecks(options, random, nowNs);
            counters.selections++;
            output.validated(check.address);
            output.selected(check.address);
        } else {
            check.succeed();
            settle(nowNs, output);
        }
    }

    private @Nullable RemoteCheck answeredCheck() {
        if (state == State.CHECKING) {
            for (RemoteCheck check : checks) {
                if (check.answeredBy(message)) {
                    return check;
                }
            }
        }
        return null;
    }

    private void fail(IceFailure failure, IceOutput output) {
        state = State.FAILED;
        output.failed(failure);
    }

    private @Nullable RemoteCheck first(RemoteCheck.State wanted) {
        for (RemoteCheck check : checks) {
            if (check.state() == wanted) {
                return check;
            }
        }
        return null;
    }

    private @Nullable RemoteCheck checkOf(InetSocketAddress address) {
        for (RemoteCheck check : checks) {
            if (check.address.equals(address)) {
                return check;
            }
        }
        return null;
    }

    /** Where to send to, or null before the nomination succeeded. */
    public @Nullable InetSocketAddress selectedAddress() {
        return selected;
    }

    /** Our address as the peer last saw it, or null before the first answer. */
    public @Nullable InetSocketAddress mappedAddress() {
        return mappedAddress;
    }

    @Override
    public IceCounters counters() {
        return counters;
    }

    @Override
    public IceCredentials localCredentials() {
        return local;
    }
}
