import { TestPattern } from './test-pattern.js';

/**
 * @typedef {object} CaptureWish
 * @property {'camera' | 'screen' | 'pattern'} source
 * @property {string} camera a device id, or empty for the default
 * @property {boolean} sound
 * @property {string} microphone a device id, or empty for the default
 * @property {number} height of the picture; its width follows from 16:9
 * @property {number} fps
 *
 * @typedef {object} Capture
 * @property {MediaStream} media
 * @property {boolean} stereo whether the sound is more than one voice
 * @property {() => Promise<void>} resume to be called from a click, before going live
 * @property {() => void} stop
 */

/** @param {number} height @returns {number} the width at 16:9, even, as encoders want it */
export function widthAt(height) {
    return 2 * Math.round((height * 16) / 18);
}

/** @param {string} device @returns {{ deviceId?: ConstrainDOMString }} */
function exactly(device) {
    return device ? { deviceId: { exact: device } } : {};
}

/**
 * Opens what the wish asks for. Throws an Error whose message tells the person what to do.
 *
 * @param {CaptureWish} wish
 * @returns {Promise<Capture>}
 */
export async function capture(wish) {
    const size = { width: widthAt(wish.height), height: wish.height, fps: wish.fps };
    if (wish.source === 'pattern') {
        const pattern = new TestPattern(size);
        for (const track of wish.sound ? [] : pattern.media.getAudioTracks()) {
            pattern.media.removeTrack(track);
        }
        return { media: pattern.media, stereo: false, resume: () => pattern.resume(), stop: () => pattern.stop() };
    }
    if (!navigator.mediaDevices) {
        throw new Error('Browsers give cameras and screens only to pages on https:// or localhost. Open this page there, or use the test pattern.');
    }
    const picture = { width: { ideal: size.width }, height: { ideal: size.height }, frameRate: { ideal: size.fps } };
    try {
        const media = await (wish.source === 'screen' ? openScreen(wish, picture) : openCamera(wish, picture));
        const stop = () => media.getTracks().forEach((track) => track.stop());
        return { media, stereo: wish.source === 'screen', resume: async () => {}, stop };
    } catch (error) {
        throw new Error(sentenceFor(error, wish));
    }
}

/** @param {CaptureWish} wish @param {MediaTrackConstraints} picture */
function openCamera(wish, picture) {
    return navigator.mediaDevices.getUserMedia({
        video: { ...picture, ...exactly(wish.camera) },
        audio: wish.sound ? exactly(wish.microphone) : false,
    });
}

/**
 * A screen with its own sound where the browser has it; the microphone is mixed in.
 *
 * @param {CaptureWish} wish
 * @param {MediaTrackConstraints} picture
 */
async function openScreen(wish, picture) {
    const screen = await navigator.mediaDevices.getDisplayMedia({
        video: picture,
        audio: wish.sound ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false,
    });
    if (!wish.sound) {
        return screen;
    }
    // A refused microphone does not end the show: the screen goes out without it.
    const voice = await navigator.mediaDevices.getUserMedia({ audio: exactly(wish.microphone) }).catch(() => undefined);
    if (!voice) {
        return screen;
    }
    if (screen.getAudioTracks().length === 0) {
        return new MediaStream([...screen.getVideoTracks(), ...voice.getAudioTracks()]);
    }
    const context = new AudioContext();
    const mix = context.createMediaStreamDestination();
    context.createMediaStreamSource(screen).connect(mix);
    context.createMediaStreamSource(voice).connect(mix);
    screen.getVideoTracks()[0]?.addEventListener('ended', () => void context.close());
    return new MediaStream([...screen.getVideoTracks(), ...mix.stream.getAudioTracks()]);
}

/** @param {unknown} error @param {CaptureWish} wish @returns {string} */
export function sentenceFor(error, wish) {
    const what = wish.source === 'screen' ? 'screen' : wish.sound ? 'camera and microphone' : 'camera';
    switch (error instanceof Error ? error.name : '') {
        case 'NotAllowedError':
            return wish.source === 'screen'
                ? 'No screen was chosen. Press the button again and choose one.'
                : `This page may not use the ${what}. Allow it in the address bar of the browser, then try again.`;
        case 'NotFoundError':
            return `No ${what} found. Connect one, switch the microphone off, or use the test pattern.`;
        case 'NotReadableError':
        case 'AbortError':
            return `The ${what} cannot be opened: another program may be using it.`;
        case 'OverconstrainedError':
            return 'The chosen device is gone. Choose another one.';
        default:
            return `The ${what} cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
    }
}
