// A WHIP publisher and a WHEP viewer of our own, independent of the product's pages: what any third-party page would write.
// Everything is kept under a number, so that tests can refer to it across page.evaluate().
import { ageMs, clockNow, clockReader } from './clock.js';
import { clockSource, toneSource } from './sources.js';

const CLOCK_WRAP = 2 ** 28;
const FIRST_FRAMES = 15;
const sessions = [];
const keep = (session) => sessions.push(session) - 1;

const codecsFor = (kind, mimeType) => {
    const all = kind === 'send' ? RTCRtpSender.getCapabilities('video').codecs : RTCRtpReceiver.getCapabilities('video').codecs;
    const wanted = all.filter((codec) => codec.mimeType.toLowerCase() === mimeType.toLowerCase());
    if (!wanted.length) throw new Error(`this browser has no ${mimeType}`);
    return [...wanted, ...all.filter((codec) => /\/(rtx|red|ulpfec)$/i.test(codec.mimeType))];
};

/** Without the playout-delay extension in the SDP the sender cannot set it: the direct connection's plain case. */
export const withoutPlayoutDelay = (sdp) => sdp.replace(/^a=extmap:.*playout-delay\r\n/gm, '');

async function post(url, sdp, key) {
    const headers = { 'Content-Type': 'application/sdp' };
    if (key) headers.Authorization = `Bearer ${key}`;
    const response = await fetch(url, { method: 'POST', headers, body: sdp });
    const body = await response.text();
    if (response.status !== 201) throw Object.assign(new Error(`POST ${url}: ${response.status} ${body}`), { status: response.status });
    const location = response.headers.get('Location');
    if (!location) throw new Error(`POST ${url}: 201 without a readable Location`);
    return { sdp: body, resource: new URL(location, response.url).href, entityTag: response.headers.get('ETag') };
}

function watchStates(session) {
    session.states = [];
    session.connection.onconnectionstatechange = () => session.states.push(session.connection.connectionState);
}

/**
 * Publishes the clock (and a tone) over WHIP, in one layer unless `layers` (encodings for addTransceiver) says otherwise. Returns the session's number. `prepare` is
 * called with the connection before its offer.
 */
export async function publish(endpoint, options = {}) {
    const { key, mimeType = 'video/VP8', maxBitrateBps, audio = true, layers, prepare } = options;
    const picture = clockSource(options);
    const sound = audio ? toneSource() : undefined;
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const session = { connection, sources: [picture, sound], key };
    watchStates(session);
    const encoding = maxBitrateBps ? { maxBitrate: maxBitrateBps } : {};
    const video = connection.addTransceiver(picture.track, { direction: 'sendonly', sendEncodings: layers ?? [encoding] });
    session.video = video.sender;
    video.setCodecPreferences(codecsFor('send', mimeType));
    await holdResolution(video.sender);
    if (sound) connection.addTransceiver(sound.track, { direction: 'sendonly' });
    prepare?.(connection);
    await connection.setLocalDescription();
    const answer = await post(endpoint, withoutPlayoutDelay(connection.localDescription.sdp), key);
    Object.assign(session, { resource: answer.resource, entityTag: answer.entityTag });
    await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    return keep(session);
}

/** Chromium starts at 300 kbit/s and would scale the picture down; a picture that changes its size is read wrongly now and then. */
async function holdResolution(sender) {
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    parameters.degradationPreference = 'maintain-resolution';
    await sender.setParameters(parameters);
}

/** Watches over WHEP. Returns the session's number at once after the answer; frames are counted from before it. */
export async function watch(endpoint) {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const session = { connection };
    watchStates(session);
    const video = connection.addTransceiver('video', { direction: 'recvonly' });
    const audio = connection.addTransceiver('audio', { direction: 'recvonly' });
    show(session, video.receiver.track, audio.receiver.track);
    await connection.setLocalDescription();
    session.postedAt = performance.now();
    const answer = await post(endpoint, connection.localDescription.sdp);
    Object.assign(session, { resource: answer.resource, entityTag: answer.entityTag });
    await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    return keep(session);
}

/** A direct connection from this page to itself. `playoutDelay`: whether that extension is negotiated. */
export async function direct({ mimeType = 'video/VP8', playoutDelay = false, audio = false, ...options } = {}) {
    const picture = clockSource(options);
    const sound = audio ? toneSource() : undefined;
    const from = new RTCPeerConnection();
    const to = new RTCPeerConnection();
    from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate);
    to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate);
    const session = { connection: to, sender: from, sources: [picture, sound], tracks: [] };
    watchStates(session);
    const video = from.addTransceiver(picture.track, { direction: 'sendonly' });
    session.video = video.sender;
    video.setCodecPreferences(codecsFor('send', mimeType));
    await holdResolution(video.sender);
    if (sound) from.addTransceiver(sound.track, { direction: 'sendonly' });
    to.ontrack = ({ track }) => session.tracks.push(track);
    await from.setLocalDescription();
    const sdp = from.localDescription.sdp;
    session.offersPlayoutDelay = /playout-delay/.test(sdp);
    await to.setRemoteDescription({ type: 'offer', sdp: playoutDelay ? sdp : withoutPlayoutDelay(sdp) });
    await to.setLocalDescription();
    session.postedAt = performance.now();
    await from.setRemoteDescription(to.localDescription);
    show(session, ...session.tracks);
    return keep(session);
}

function show(session, ...tracks) {
    const element = document.createElement('video');
    Object.assign(element, { autoplay: true, playsInline: true, srcObject: new MediaStream(tracks.filter(Boolean)) });
    element.style.width = '320px';
    document.body.append(element);
    const read = clockReader();
    Object.assign(session, { element, frames: 0, misreads: 0, clock: -1, latenciesMs: [], gapMs: 0 });
    const each = () => {
        const now = clockNow();
        const at = performance.now();
        session.firstFrameAt ??= at;
        session.gapMs = Math.max(session.gapMs, at - (session.frameAt ?? at));
        session.frameAt = at;
        session.frames++;
        const time = read(element, element.videoWidth, element.videoHeight);
        // The first pictures of a fresh encoder are coarse: its bitrate has yet to rise.
        if (time < 0 && session.frames > FIRST_FRAMES) {
            session.misreads++;
            session.misreadAt = `${session.frames} ${element.videoWidth}x${element.videoHeight}`;
        }
        if (time >= 0) {
            session.clock = time;
            if (session.measuring) session.latenciesMs.push(ageMs(time, now));
        }
        element.requestVideoFrameCallback(each);
    };
    element.requestVideoFrameCallback(each);
}

/** Starts or stops collecting glass-to-glass latencies; `on` may say which encoder runs as well. */
export const measure = (id, on) => { sessions[id].measuring = on; };
export const latencies = (id) => sessions[id].latenciesMs;

/** Lets a publisher's encoder run or rest, without touching the connection. */
export async function setActive(id, active) {
    const parameters = sessions[id].video.getParameters();
    parameters.encodings[0].active = active;
    await sessions[id].video.setParameters(parameters);
}

/** The longest time between two pictures since this was last asked, and how long ago the last one was. */
export function gap(id) {
    const { gapMs, frameAt } = sessions[id];
    sessions[id].gapMs = 0;
    return { gapMs, sinceMs: performance.now() - frameAt };
}

/** The clock now, to compare what viewers see with: `seen(id, since).fresh`. */
export const now = () => clockNow();

/** What has been seen of a viewer so far. `fresh`: whether its last picture was drawn after `since`. */
export function seen(id, since = 0) {
    const { connection, element, frames, misreads, misreadAt, clock, postedAt, firstFrameAt, states, resource } = sessions[id];
    return {
        frames, misreads, misreadAt, clock, states, resource,
        fresh: clock >= 0 && (clock - since + CLOCK_WRAP) % CLOCK_WRAP < CLOCK_WRAP / 2,
        connectionState: connection.connectionState,
        width: element?.videoWidth, height: element?.videoHeight,
        pictureAgeMs: clock < 0 ? Infinity : ageMs(clock),
        joinMs: firstFrameAt === undefined ? undefined : firstFrameAt - postedAt,
    };
}

/** The statistics that tests look at, flat. */
export async function statistics(id) {
    const { connection, sender } = sessions[id];
    const all = [...(await connection.getStats()).values(), ...(sender ? [...(await sender.getStats()).values()].filter((s) => s.type === 'outbound-rtp') : [])];
    const one = (type, kind) => all.find((s) => s.type === type && (!kind || s.kind === kind)) ?? {};
    const codec = (rtp) => all.find((s) => s.id === rtp.codecId)?.mimeType;
    const transport = one('transport');
    const [videoIn, audioIn, videoOut, audioOut] = [one('inbound-rtp', 'video'), one('inbound-rtp', 'audio'), one('outbound-rtp', 'video'), one('outbound-rtp', 'audio')];
    return {
        at: performance.now(),
        srtpCipher: transport.srtpCipher, dtlsCipher: transport.dtlsCipher, tlsVersion: transport.tlsVersion, dtlsState: transport.dtlsState,
        framesDecoded: videoIn.framesDecoded ?? 0, keyFramesDecoded: videoIn.keyFramesDecoded ?? 0, videoCodec: codec(videoIn) ?? codec(videoOut),
        nackCount: videoIn.nackCount ?? 0, pliCount: videoIn.pliCount ?? 0, packetsLost: videoIn.packetsLost ?? 0, freezeCount: videoIn.freezeCount ?? 0,
        audioPackets: audioIn.packetsReceived ?? 0, audioEnergy: audioIn.totalAudioEnergy ?? 0, audioConcealed: audioIn.concealedSamples ?? 0,
        framesEncoded: videoOut.framesEncoded ?? 0, videoBytesSent: videoOut.bytesSent ?? 0, framesPerSecond: videoOut.framesPerSecond,
        frameWidth: videoOut.frameWidth, targetBitrate: videoOut.targetBitrate, limitation: videoOut.qualityLimitationReason,
        audioPacketsSent: audioOut.packetsSent ?? 0,
    };
}

/** Ends a session: DELETE, then close. */
export async function end(id) {
    const session = sessions[id];
    if (session.resource) {
        const headers = session.key ? { Authorization: `Bearer ${session.key}` } : {};
        await fetch(session.resource, { method: 'DELETE', headers });
    }
    for (const source of session.sources ?? []) source?.stop();
    session.connection.close();
    session.sender?.close();
    session.element?.remove();
}

/** How many POSTs this page has made, whoever made them. */
export const postCount = () => sessions.filter((session) => session.resource).length;

const attribute = (sdp, name) => new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1].trim();

/**
 * Asks for an ICE restart by PATCH with this If-Match (null: none) and, when it is granted, applies it. A refused one is rolled back.
 */
export async function restartIce(id, ifMatch) {
    const session = sessions[id];
    const { connection, entityTag: entityTagBefore } = session;
    const remoteBefore = connection.remoteDescription.sdp;
    connection.restartIce();
    await connection.setLocalDescription();
    const offer = connection.localDescription.sdp;
    const body = [
        `a=ice-ufrag:${attribute(offer, 'ice-ufrag')}`, `a=ice-pwd:${attribute(offer, 'ice-pwd')}`,
        'm=video 9 UDP/TLS/RTP/SAVPF 0', `a=mid:${attribute(offer, 'mid')}`, '',
    ].join('\r\n');
    const headers = { 'Content-Type': 'application/trickle-ice-sdpfrag' };
    if (ifMatch !== null) headers['If-Match'] = ifMatch;
    if (session.key) headers.Authorization = `Bearer ${session.key}`;
    const response = await fetch(session.resource, { method: 'PATCH', headers, body });
    const fragment = await response.text();
    if (response.status !== 200) {
        await connection.setLocalDescription({ type: 'rollback' });
        return { status: response.status, entityTagBefore };
    }
    session.entityTag = response.headers.get('ETag');
    session.remoteFragment = attribute(fragment, 'ice-ufrag');
    const answer = remoteBefore
        .replace(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${session.remoteFragment}`)
        .replace(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${attribute(fragment, 'ice-pwd')}`);
    await connection.setRemoteDescription({ type: 'answer', sdp: answer });
    return { status: response.status, entityTagBefore, entityTag: session.entityTag };
}

/** Whether the selected candidate pair belongs to the newest ICE session. */
export async function pairIsNew(id) {
    const { connection, remoteFragment } = sessions[id];
    const all = [...(await connection.getStats()).values()];
    const transport = all.find((s) => s.type === 'transport');
    const pair = all.find((s) => s.id === transport?.selectedCandidatePairId);
    const remote = all.find((s) => s.id === pair?.remoteCandidateId);
    return remote?.usernameFragment === remoteFragment;
}
