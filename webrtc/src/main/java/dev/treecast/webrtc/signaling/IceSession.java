package dev.treecast.webrtc.signaling;

import dev.treecast.webrtc.ice.IceCandidate;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.MediaKind;
import dev.treecast.webrtc.sdp.MediaSection;
import dev.treecast.webrtc.sdp.Mid;
import dev.treecast.webrtc.sdp.TrickleFragment;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The ICE side of a WHIP or WHEP resource: which credentials hold, under which entity tag, and what a PATCH does to them (<a
 * href="https://www.rfc-editor.org/rfc/rfc9725#section-4.3">RFC 9725 section 4.3</a>). Owned by the session's loop.
 *
 * <p>The peer's candidates are read and dropped: an ICE-lite agent sends no checks of its own, it learns addresses from those it gets.
 */
public final class IceSession {
    private final LocalTransport description;
    private final Supplier<IceCredentials> fresh;
    private IceCredentials local;
    private IceCredentials remote;
    private boolean restarted;

    /**
     * @param description our end of the transport as the answer had it
     * @param fresh makes new local credentials for a restart
     */
    public IceSession(
            IceCredentials local, IceCredentials remote, LocalTransport description, Supplier<IceCredentials> fresh) {
        this.local = local;
        this.remote = remote;
        this.description = description;
        this.fresh = fresh;
    }

    /** Addresses as values of {@code a=candidate} would have them, {@code candidate:} included. */
    public static List<String> candidateAttributes(List<InetSocketAddress> addresses) {
        int count = addresses.size();
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i ->
                        IceCandidate.host(i + 1, 65_535 - i, addresses.get(i)).format())
                .toList();
    }

    /** The entity tag that holds now, quotes included: one ICE session, one tag. */
    public String entityTag() {
        return entityTagOf(local);
    }

    /** The entity tag of an ICE session with these local credentials. */
    public static String entityTagOf(IceCredentials local) {
        return '"' + local.usernameFragment() + '"';
    }

    /**
     * Applies a fragment. A restart that is asked for again under {@code If-Match: *} is answered as it was: the answer is what a network that
     * is just changing likes to lose.
     *
     * @param restart told the new local and remote credentials when the fragment asks for a restart
     * @throws SignalingException 428 without If-Match, 412 with a tag that does not hold, 422 for unusable credentials
     */
    public SessionPatch patch(
            Optional<String> ifMatch, TrickleFragment fragment, BiConsumer<IceCredentials, IceCredentials> restart)
            throws SignalingException {
        if (ifMatch.isEmpty()) {
            throw new SignalingException(
                    428,
                    "If-Match missing",
                    "Send the session's ETag in If-Match (or * to restart ICE), so that a late request cannot undo a newer one.");
        }
        if (!matches(ifMatch.get())) {
            throw new SignalingException(
                    412,
                    "ETag does not hold",
                    "ICE was restarted since you got this ETag; the current one is " + entityTag() + ".");
        }
        Optional<IceCredentials> sent = credentials(fragment);
        if (sent.isEmpty() || sent.get().equals(remote)) {
            boolean repeated = sent.isPresent() && restarted && asksForAny(ifMatch.get());
            return new SessionPatch(
                    repeated ? Optional.of(answer(fragment).write()) : Optional.empty(), entityTag());
        }
        restarted = true;
        local = fresh.get();
        remote = sent.get();
        restart.accept(local, remote);
        return new SessionPatch(Optional.of(answer(fragment).write()), entityTag());
    }

    private static Optional<IceCredentials> credentials(TrickleFragment fragment) throws SignalingException {
        if (fragment.credentials().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Negotiation.credentials(
                fragment.credentials().get().ufrag(),
                fragment.credentials().get().pwd()));
    }

    /** Our side of the restart, in the section that the client named. */
    private TrickleFragment answer(TrickleFragment fragment) {
        LocalTransport restarted = new LocalTransport(
                description.sessionId(),
                local.usernameFragment(),
                local.password(),
                description.fingerprint(),
                description.candidates());
        Optional<MediaSection> section = fragment.media().stream().findFirst();
        String mid =
                section.flatMap(media -> media.first(Mid.class)).map(Mid::id).orElse("");
        boolean video = section.map(media -> media.kind().equals("video")).orElse(false);
        return TrickleFragment.restart(restarted, video ? MediaKind.VIDEO : MediaKind.AUDIO, mid);
    }

    /** RFC 9110 section 13.1.1: a list of entity tags or {@code *}; weak ones never match. */
    private boolean matches(String ifMatch) {
        return asksForAny(ifMatch)
                || Arrays.stream(ifMatch.split(",", 16))
                        .anyMatch(tag -> tag.strip().equals(entityTag()));
    }

    private static boolean asksForAny(String ifMatch) {
        return ifMatch.strip().equals("*") || ifMatch.strip().equals("\"*\"");
    }
}
