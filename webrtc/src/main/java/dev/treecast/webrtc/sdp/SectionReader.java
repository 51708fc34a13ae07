package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what a section, and the session where the section is silent, says about each codec and about the transport. */
final class SectionReader {
    /** RFC 8285: 0 is padding, 15 reserved in the one-byte form, 256 and up cannot be written. */
    private static final int EXTENSION_ID_MAX = 255;

    private static final int EXTENSION_ID_RESERVED = 15;

    private SectionReader() {}

    static MediaOffer read(SessionDescription description, int index) {
        MediaSection section = description.media().get(index);
        Direction direction = section.first(Direction.class)
                .or(() -> description.first(Direction.class))
                .orElse(Direction.SENDRECV);
        return new MediaOffer(
                index,
                MediaKind.of(section),
                section.first(Mid.class).map(Mid::id).orElse(""),
                !section.rejected(),
                direction,
                section.has(Flag.RTCP_RSIZE),
                codecs(section),
                extensions(description, section),
                section.has(Flag.EXTMAP_ALLOW_MIXED) || description.has(Flag.EXTMAP_ALLOW_MIXED),
                transport(description, section),
                section);
    }

    /** Section-level lines come before session-level ones (RFC 8839 section 5.4, RFC 8122 section 5). */
    private static Optional<RemoteTransport> transport(SessionDescription description, MediaSection section) {
        if (!hasIceCredentials(description, section)) {
            return Optional.empty();
        }
        List<Fingerprint> fingerprints = section.all(Fingerprint.class);
        if (fingerprints.isEmpty()) {
            fingerprints = description.all(Fingerprint.class);
        }
        fingerprints = fingerprints.stream().filter(Fingerprint::strong).toList();
        if (fingerprints.isEmpty()) {
            return Optional.empty();
        }
        List<String> candidates = new ArrayList<>();
        for (Candidate candidate : section.all(Candidate.class)) {
            candidates.add(candidate.line());
        }
        AttributeHolder credentials = section.first(IceUfrag.class).isPresent() ? section : description;
        // A writer that leaves a=setup out means "active" (RFC 4145 section 4); our answer to that and to actpass is
        // the same.
        Setup setup = section.first(Setup.class)
                .or(() -> description.first(Setup.class))
                .orElse(Setup.ACTPASS);
        IceOptions options = section.first(IceOptions.class)
                .or(() -> description.first(IceOptions.class))
                .orElse(new IceOptions(List.of()));
        return Optional.of(new RemoteTransport(
                credentials.first(IceUfrag.class).orElseThrow().value(),
                credentials.first(IcePwd.class).orElseThrow().value(),
                fingerprints,
                setup,
                description.has(Flag.ICE_LITE),
                options.trickle(),
                candidates,
                section.has(Flag.END_OF_CANDIDATES) || description.has(Flag.END_OF_CANDIDATES)));
    }

    /** Both halves at the same level: a name from one and a password from the other never belong together. */
    static boolean hasIceCredentials(SessionDescription description, MediaSection section) {
        AttributeHolder holder = section.first(IceUfrag.class).isPresent() ? section : description;
        return holder.first(IceUfrag.class).isPresent()
                && holder.first(IcePwd.class).isPresent();
    }

    private static List<ExtMap> extensions(SessionDescription description, MediaSection section) {
        List<ExtMap> lines = new ArrayList<>(section.all(ExtMap.class));
        lines.addAll(description.all(ExtMap.class));
        List<ExtMap> usable = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        Set<String> uris = new HashSet<>();
        for (ExtMap line : lines) {
            boolean writable = line.id() <= EXTENSION_ID_MAX && line.id() != EXTENSION_ID_RESERVED;
            if (writable && !ids.contains(line.id()) && uris.add(line.uri())) {
                ids.add(line.id());
                usable.add(line);
            }
        }
        return usable;
    }

    private static List<CodecOffer> codecs(MediaSection section) {
        if (!section.isRtp()) {
            return List.of();
        }
        Map<Integer, RtpMap> maps = new HashMap<>();
        section.all(RtpMap.class).forEach(map -> maps.putIfAbsent(map.payloadType(), map));
        Map<Integer, FormatParameters> parameters = new HashMap<>();
        section.all(Fmtp.class).forEach(fmtp -> parameters.putIfAbsent(fmtp.payloadType(), fmtp.parameters()));
        Map<Integer, Set<String>> feedback = new HashMap<>();
        section.all(RtcpFeedback.class)
                .forEach(line -> feedback.computeIfAbsent(line.payloadType(), unused -> new HashSet<>())
                        .add(line.feedback()));
        Map<Integer, Integer> rtx = new HashMap<>();
        for (int payloadType : section.payloadTypes()) {
            RtpMap map = maps.get(payloadType);
            int repaired = parameters
                    .getOrDefault(payloadType, FormatParameters.none())
                    .number("apt", CodecOffer.NONE);
            if (map != null && map.encoding().equalsIgnoreCase("rtx") && repaired >= 0) {
                rtx.putIfAbsent(repaired, payloadType);
            }
        }
        List<CodecOffer> codecs = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int payloadType : section.payloadTypes()) {
            RtpMap map = maps.get(payloadType);
            if (map == null || !seen.add(payloadType)) {
                continue;
            }
            Set<String> lines = new HashSet<>(feedback.getOrDefault(payloadType, Set.of()));
            lines.addAll(feedback.getOrDefault(RtcpFeedback.ALL, Set.of()));
            CodecOffer codec = new CodecOffer(
                    payloadType,
                    map.encoding(),
                    map.clockRateHz(),
                    map.channels(),
                    parameters.getOrDefault(payloadType, FormatParameters.none()),
                    Feedback.of(lines),
                    rtx.getOrDefault(payloadType, CodecOffer.NONE));
            if (codec.carriesMedia()) {
                codecs.add(codec);
            }
        }
        return codecs;
    }
}
