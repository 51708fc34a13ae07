package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of ICE: a lite agent (<a href="https://www.rfc-editor.org/rfc/rfc8445#section-2.5">RFC 8445 section
 * 2.5</a>), always controlled, one component, one per session.
 *
 * <p>It sends no checks; it answers the peer's. An authentic check <em>validates</em> the address it came from; one with
 * USE-CANDIDATE <em>selects</em> it, the newest wins. The first one of all selects too: libwebrtc begins its handshake with the answer to that, 10 ms and a round trip before
 * it nominates, and would repeat what nobody heard after 100 ms. libwebrtc repeats USE-CANDIDATE on the pair it uses, so a viewer
 * whose address changes goes on with its next check; Firefox nominates once, so a validated address also takes
 * over when the selected one has been silent for {@link IceOptions#selectedSilenceNs}.
 *
 * <p>Consent (RFC 7675): whoever sends checks wants what we send; when they stop, {@link #expired}.
 *
 * <p>Restart: after {@link #restart} the old credentials go on being good until the first valid check with the new
 * ones, because the peer learns of the new ones later than we do. That check selects the address it came from, nominated or
 * not: who restarts has lost the path, and libwebrtc nominates another only when nothing has come over the old one for 2.5 s,
 * while it takes what comes over any. The next nomination corrects the choice.
 *
 * <p>Single owner, no clock: {@code nowNs} is monotonic. State is bounded by {@link IceOptions#remoteAddressesMax},
 * answers by {@link IceOptions#checksPerSecondMax}. The rate counts authentic checks only: a username fragment is
 * there to be seen on the wire, and somebody else's flood must not use up the viewer's share.
 *
 * <p>Not done: telling a check that was recorded and replayed from another address. Whoever can do that gets a session
 * moved until the viewer's next check, and what it gets is encrypted.
 */
public final class IceLiteAgent implements IceAgent {
    // Given.
    private final IceOptions options;

    // Owned.
    private final IceCounters counters = new IceCounters();
    private final StunMessage message = new StunMessage();
    private final CheckResponder responder = new CheckResponder(counters);
    private final RemoteAddresses addresses;
    private final CheckRate rate;

    // State.
    private IceGeneration current;
    private boolean currentProven;
    private @Nullable IceGeneration previous;
    private @Nullable InetSocketAddress selected;
    private boolean checked;
    private boolean failed;
    private long lastCheckNs;

    /** @param nowNs when the time for the first check begins to run */
    public IceLiteAgent(IceCredentials local, IceOptions options, long nowNs) {
        this.options = options;
        current = new IceGeneration(local, null);
        addresses = new RemoteAddresses(options.remoteAddressesMax());
        rate = new CheckRate(options.checksPerSecondMax(), nowNs);
        lastCheckNs = nowNs;
    }

    /**
     * The peer's credentials, known from its offer or, where we offer, from its answer. Until then a check has to
     * name our fragment and be keyed with our password, which is what proves it anyway.
     */
    public void remoteCredentials(IceCredentials remote) {
        current.remote(remote);
    }

    /**
     * ICE restart (RFC 8445 section 9). The selected address stays until another is selected.
     *
     * @throws IllegalArgumentException if the new local fragment is one in use: RFC 8445 asks for a new one
     */
    public void restart(IceCredentials newLocal, IceCredentials newRemote) {
        IceGeneration old = previous;
        if (newLocal.usernameFragment().equals(current.local.usernameFragment())
                || (old != null && newLocal.usernameFragment().equals(old.local.usernameFragment()))) {
            throw new IllegalArgumentException("an ICE restart needs a new ice-ufrag");
        }
        // A restart on top of one that the peer never took up: the peer still is where it was before both.
        if (old == null || currentProven) {
            previous = current;
        }
        current = new IceGeneration(newLocal, newRemote);
        currentProven = false;
    }

    /** One datagram that begins like STUN. Answers, selects, or drops and counts; never throws for what it reads. */
    @Override
    public void handle(long nowNs, InetSocketAddress from, byte[] data, int off, int len, IceOutput output) {
        if (from.isUnresolved() || !message.parse(data, off, len)) {
            counters.malformed++;
            return;
        }
        if (message.type() != StunMessage.BINDING_REQUEST) {
            counters.unexpected++;
            return;
        }
        IceGeneration generation = addressedGeneration();
        if (generation == null) {
            counters.wrongUsername++;
            return;
        }
        if (!responder.authentic(message, generation)) {
            return;
        }
        if (!rate.take(nowNs)) {
            counters.overRate++;
            return;
        }
        if (!responder.understood(message, generation, from, output)) {
            return;
        }
        if (message.iceControlled()) { // we are lite: we cannot take the other role (RFC 8445 section 6.1.1)
            responder.roleConflict(message, generation, from, output);
            return;
        }
        responder.success(message, generation, from, output);
        accept(nowNs, from, generation, output);
    }

    private @Nullable IceGeneration addressedGeneration() {
        if (current.addressedBy(message)) {
            return current;
        }
        IceGeneration old = previous;
        return old != null && old.addressedBy(message) ? old : null;
    }

    private void accept(long nowNs, InetSocketAddress from, IceGeneration generation, IceOutput output) {
        checked = true;
        lastCheckNs = nowNs;
        IceGeneration retired = null;
        boolean restarted = false;
        List<InetSocketAddress> forgotten = List.of();
        if (generation == current && !currentProven) {
            currentProven = true;
            retired = previous;
            restarted = retired != null;
            previous = null;
            forgotten = retired == null ? forgotten : addresses.forgetAllBut(selected);
        }
        boolean isNew = !addresses.touch(from, nowNs);
        InetSocketAddress evicted = isNew ? addresses.add(from, nowNs, selected) : null;
        boolean anyWillDo = selected == null || restarted || selectedIsSilent(nowNs);
        boolean moves = !from.equals(selected) && (message.useCandidate() || anyWillDo);
        if (moves) {
            selected = from;
            counters.selections++;
        }
        if (evicted != null) {
            counters.addressesEvicted++;
            output.forgotten(evicted);
        }
        if (retired != null) {
            forgotten.forEach(output::forgotten);
            output.retired(retired.local);
        }
        if (isNew) {
            output.validated(from);
        }
        if (moves) {
            output.selected(from);
        }
    }

    private boolean selectedIsSilent(long nowNs) {
        InetSocketAddress address = selected;
        return address != null && nowNs - addresses.lastCheckNs(address, lastCheckNs) > options.selectedSilenceNs();
    }

    /** Whether the peer has gone, or never came. */
    public boolean expired(long nowNs) {
        return nowNs - expiryNs() >= 0;
    }

    /** When {@link #expired} becomes true if no check comes before. */
    public long expiryNs() {
        return lastCheckNs + (checked ? options.consentTimeoutNs() : options.establishTimeoutNs());
    }

    /** When the last valid check came, or when the agent was made if none did. */
    public long lastCheckNs() {
        return lastCheckNs;
    }

    /** Where to send to, or null before the first check. */
    public @Nullable InetSocketAddress selectedAddress() {
        return selected;
    }

    /** Whether a valid check came from this address: only then may it be listened to, DTLS included. */
    public boolean isValidated(InetSocketAddress address) {
        return addresses.contains(address);
    }

    /** How many addresses are validated, {@link IceOptions#remoteAddressesMax} at most. */
    public int validatedCount() {
        return addresses.size();
    }

    /** The credentials of the newest generation. */
    @Override
    public IceCredentials localCredentials() {
        return current.local;
    }

    @Override
    public IceCounters counters() {
        return counters;
    }

    /** Nothing to begin: the peer does the checking. */
    @Override
    public void start(long nowNs) {}

    /** Tells {@link IceOutput#failed} once when {@link #expired}: consent has run out (RFC 7675), or no check ever came. */
    @Override
    public void poll(long nowNs, IceOutput output) {
        if (!failed && expired(nowNs)) {
            failed = true;
            output.failed(checked ? IceFailure.CONSENT_EXPIRED : IceFailure.NO_PATH);
        }
    }

    @Override
    public long nextDeadlineNs() {
        return failed ? NO_DEADLINE : expiryNs();
    }
}
