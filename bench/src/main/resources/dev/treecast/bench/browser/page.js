// What bench network does in Chromium: watches by WHEP or from Janus, publishes by WHIP, and notes every frame and, ten times a second, the
// statistics. Functions return what JSON can carry. One viewer and one publisher a page.
import { ageMs, clockReader } from './clock.js';
import { clockSource, toneSource } from './sources.js';

const SAMPLE_MS = 100;
/** Five minutes of each at the most: older ones go. */
const SAMPLES_MAX = 3_000;
const FRAMES_MAX = 20_000;

const VIDEO_FIELDS = [
    'ssrc', 'rtxSsrc', 'fecSsrc', 'packetsReceived', 'packetsLost', 'bytesReceived', 'headerBytesReceived',
    'retransmittedPacketsReceived', 'retransmittedBytesReceived', 'fecPacketsReceived', 'nackCount', 'pliCount', 'firCount',
    'framesReceived', 'framesDecoded', 'framesDropped', 'keyFramesDecoded', 'freezeCount', 'totalFreezesDuration', 'pauseCount',
    'totalPausesDuration', 'frameWidth', 'jitterBufferDelay', 'jitterBufferEmittedCount', 'jitterBufferTargetDelay',
];
const AUDIO_FIELDS = [
    'ssrc', 'packetsReceived', 'packetsLost', 'fecPacketsReceived', 'concealedSamples', 'concealmentEvents', 'totalSamplesReceived',
    'jitterBufferDelay', 'jitterBufferEmittedCount',
];

/**
 * @typedef {object} Where
 * @property {'whep' | 'janus'} protocol
 * @property {string} url of the WHEP endpoint, or of Janus's REST interface
 * @property {number} [mountpoint] at Janus
 * @property {boolean} [clock] whether the picture has the clock in it
 */

/** @type {any} */
let viewer;
/** @type {any} */
let publisher;

/** @param {string} url @param {string} sdp @param {string} [key] */
async function postSdp(url, sdp, key) {
    /** @type {Record<string, string>} */
    const headers = { 'Content-Type': 'application/sdp' };
    if (key) headers.Authorization = `Bearer ${key}`;
    const response = await fetch(url, { method: 'POST', headers, body: sdp });
    const body = await response.text();
    if (response.status !== 201) throw new Error(`POST ${url}: ${response.status} ${body}`);
    return { sdp: body, resource: new URL(response.headers.get('Location') ?? '', response.url).href };
}

/** @param {string} url @param {object} message */
async function janus(url, message) {
    const transaction = Math.random().toString(36).slice(2);
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ transaction, ...message }) });
    const answer = await response.json();
    if (answer.janus === 'error') throw new Error(`Janus refused: ${answer.error.reason}`);
    return answer;
}

/** @param {Where} where @param {any} session */
async function negotiateWhep({ url }, session) {
    const { connection } = session;
    connection.addTransceiver('video', { direction: 'recvonly' });
    connection.addTransceiver('audio', { direction: 'recvonly' });
    await connection.setLocalDescription();
    const answer = await postSdp(url, connection.localDescription.sdp);
    session.resource = answer.resource;
    session.answeredAt = performance.now();
    await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
}

/** @param {Where} where @param {any} session */
async function negotiateJanus({ url, mountpoint }, session) {
    const { connection } = session;
    const root = `${url}/${(await janus(url, { janus: 'create' })).data.id}`;
    session.janus = root;
    const handle = `${root}/${(await janus(root, { janus: 'attach', plugin: 'janus.plugin.streaming' })).data.id}`;
    await janus(handle, { janus: 'message', body: { request: 'watch', id: mountpoint } });
    let jsep;
    for (let i = 0; i < 8 && !jsep; i++) ({ jsep } = await (await fetch(`${root}?maxev=1`)).json());
    if (!jsep) throw new Error('Janus made no offer');
    await connection.setRemoteDescription(jsep);
    const answer = await connection.createAnswer();
    // Before checks begin, so that none comes ahead of the answer. It finds our address by them.
    await janus(handle, { janus: 'message', body: { request: 'start' }, jsep: { type: answer.type, sdp: answer.sdp, trickle: false } });
    await connection.setLocalDescription(answer);
    session.answeredAt = performance.now();
}

/** @param {any} session */
function show(session) {
    const element = document.createElement('video');
    Object.assign(element, { autoplay: true, muted: true, playsInline: true, srcObject: new MediaStream() });
    element.style.width = '320px';
    document.body.append(element);
    session.element = element;
    const read = session.clock ? clockReader() : undefined;
    session.connection.ontrack = (/** @type {RTCTrackEvent} */ { track }) => {
        // By the first packet that can be decrypted.
        if (track.kind === 'video') track.onunmute = () => { session.firstPacketAt ??= performance.now(); };
        /** @type {MediaStream} */ (element.srcObject).addTrack(track);
    };
    session.connection.onconnectionstatechange = () => {
        if (session.connection.connectionState === 'connected') session.connectedAt ??= performance.now();
    };
    session.firstFrame = new Promise((resolve) => {
        const each = (/** @type {number} */ _, /** @type {VideoFrameCallbackMetadata} */ metadata) => {
            const now = performance.now();
            if (!session.firstFrameAt) {
                session.firstFrameAt = now;
                resolve(undefined);
            }
            const time = read ? read(element, element.videoWidth, element.videoHeight) : -1;
            session.frames.push([now, metadata.width, time < 0 ? -1 : ageMs(time)]);
            if (session.frames.length > FRAMES_MAX) session.frames.shift();
            element.requestVideoFrameCallback(each);
        };
        element.requestVideoFrameCallback(each);
    });
}

/** @param {any} stats @param {string[]} fields */
const pick = (stats, fields) => Object.fromEntries(fields.filter((name) => stats[name] !== undefined).map((name) => [name, stats[name]]));

/** @param {any} session */
async function sample(session) {
    const all = [...(await session.connection.getStats()).values()];
    const of = (/** @type {string} */ kind) => all.find((stats) => stats.type === 'inbound-rtp' && stats.kind === kind) ?? {};
    session.samples.push({ atMs: performance.now(), video: pick(of('video'), VIDEO_FIELDS), audio: pick(of('audio'), AUDIO_FIELDS) });
    if (session.samples.length > SAMPLES_MAX) session.samples.shift();
}

/** @param {Where} where */
async function begin(where) {
    const session = {
        connection: new RTCPeerConnection({ bundlePolicy: 'max-bundle' }), clock: where.clock, frames: [], samples: [], beganAt: performance.now(),
    };
    viewer = session;
    show(session);
    await (where.protocol === 'janus' ? negotiateJanus : negotiateWhep)(where, session);
    return session;
}

/** @param {Promise<any>} promise @param {number} ms @param {string} what */
const within = (promise, ms, what) => Promise.race([
    promise, new Promise((_, reject) => { setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms); }),
]);

/** Ends what is watched. */
async function leave() {
    if (!viewer) return;
    const session = viewer;
    viewer = undefined;
    clearInterval(session.timer);
    session.connection.close();
    session.element.remove();
    if (session.resource) await fetch(session.resource, { method: 'DELETE' });
    if (session.janus) await janus(session.janus, { janus: 'destroy' });
}

/** Watches; resolves with the first frame. @param {Where} where */
async function watch(where) {
    const session = await begin(where);
    /** @type {any} */ (session).timer = setInterval(() => sample(session), SAMPLE_MS);
    await within(/** @type {any} */ (session).firstFrame, 20_000, 'the first frame');
    return times(session);
}

/** Milliseconds since the viewer wanted to watch: before the connection was made. @param {any} session */
const times = ({ beganAt, answeredAt, connectedAt, firstPacketAt, firstFrameAt }) => ({
    answerMs: answeredAt - beganAt, connectedMs: connectedAt - beganAt, packetMs: firstPacketAt - beganAt, frameMs: firstFrameAt - beganAt,
});

/** Comes, waits for the first frame, and goes. @param {Where} where */
async function join(where) {
    const session = await begin(where);
    try {
        await within(/** @type {any} */ (session).firstFrame, 20_000, 'the first frame');
        return times(session);
    } finally {
        await leave();
    }
}

/** What was noted since this was last asked; `nowMs` is the page's clock, that of all times in it. */
function take() {
    const { frames, samples, firstFrameAt } = viewer;
    viewer.frames = [];
    viewer.samples = [];
    return { nowMs: performance.now(), firstFrameAtMs: firstFrameAt, frames, samples };
}

/**
 * Publishes the clock over grain. Where the server's answer takes no layers, one: the largest.
 *
 * @param {object} how
 * @param {string} how.url
 * @param {string} how.key
 * @param {number} how.width of the largest picture
 * @param {number} how.height
 * @param {number[]} how.bitratesBps at most, from the smallest layer to the largest
 * @param {boolean} how.noise
 */
async function publish({ url, key, width, height, bitratesBps, noise }) {
    const sources = [clockSource({ width, height, noise }), toneSource()];
    const attempt = async (/** @type {RTCRtpEncodingParameters[]} */ sendEncodings) => {
        const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
        const video = connection.addTransceiver(sources[0].track, { direction: 'sendonly', sendEncodings });
        const codecs = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
        video.setCodecPreferences(codecs.filter(({ mimeType }) => /\/(vp8|rtx)$/i.test(mimeType)));
        connection.addTransceiver(sources[1].track, { direction: 'sendonly' });
        const parameters = video.sender.getParameters();
        parameters.degradationPreference = 'maintain-resolution';
        await video.sender.setParameters(parameters);
        await connection.setLocalDescription();
        const answer = await postSdp(url, connection.localDescription?.sdp ?? '', key);
        return { connection, answer, layers: sendEncodings.length };
    };
    const encodings = bitratesBps.map((maxBitrate, i) => ({ rid: `l${i}`, scaleResolutionDownBy: 2 ** (bitratesBps.length - 1 - i), maxBitrate }));
    let made = await attempt(encodings);
    if (encodings.length > 1 && !/^a=simulcast:/m.test(made.answer.sdp)) {
        made.connection.close();
        await fetch(made.answer.resource, { method: 'DELETE', headers: { Authorization: `Bearer ${key}` } });
        made = await attempt([{ maxBitrate: bitratesBps[bitratesBps.length - 1] }]);
    }
    await made.connection.setRemoteDescription({ type: 'answer', sdp: made.answer.sdp });
    publisher = { ...made, sources };
    return { layers: made.layers };
}

/** What the publisher sends: for each layer its width (0 when it rests), target and bytes; and keyframes asked for. */
async function sent() {
    const all = [...(await publisher.connection.getStats()).values()].filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
    return all.map(({ rid, active, frameWidth, framesPerSecond, targetBitrate, bytesSent, pliCount, firCount, keyFramesEncoded }) => ({
        rid: rid ?? '', width: active === false ? 0 : frameWidth ?? 0, framesPerSecond: framesPerSecond ?? 0, targetBps: targetBitrate ?? 0,
        bytesSent, keyframeRequests: (pliCount ?? 0) + (firCount ?? 0), keyframes: keyFramesEncoded ?? 0,
    }));
}

/** The page's clock, ms. */
const now = () => performance.now();

/** Whether the connection is up. */
const state = () => ({ viewer: viewer?.connection.connectionState ?? '', publisher: publisher?.connection.connectionState ?? '' });

Object.assign(window, { bench: { watch, join, leave, take, publish, sent, now, state } });
