// Pictures and sound to publish, made in the page.
import { clockNow, drawClock } from './clock.js';

/**
 * A canvas with the clock, `fps` times a second. `noise` puts grain over it that no encoder can predict: a high-motion source.
 * Firefox knows no requestFrame() on the track, so there the canvas is captured whenever it changes.
 */
export function clockSource({ width = 640, height = 360, fps = 30, noise = false } = {}) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    const grain = noise ? noiseTiles(width, height) : [];
    let frame = 0;
    const draw = () => {
        const gradient = context.createLinearGradient(0, 0, width, height);
        gradient.addColorStop(0, `hsl(${frame % 360}, 60%, 40%)`);
        gradient.addColorStop(1, `hsl(${(frame + 120) % 360}, 60%, 55%)`);
        context.fillStyle = gradient;
        context.fillRect(0, height / 4, width, height);
        if (noise) context.drawImage(grain[frame % grain.length], 0, height / 4);
        context.fillStyle = '#fff';
        context.fillRect((frame * 5) % width, height / 2, height / 9, height / 9);
        frame++;
        drawClock(context, width, height, clockNow());
    };
    draw();
    const manual = 'CanvasCaptureMediaStreamTrack' in globalThis && !navigator.userAgent.includes('Firefox');
    const stream = manual ? canvas.captureStream(0) : canvas.captureStream();
    const track = stream.getVideoTracks()[0];
    const timer = setInterval(() => {
        draw();
        if (manual) track.requestFrame();
    }, 1000 / fps);
    return { track, stop: () => { clearInterval(timer); track.stop(); } };
}

function noiseTiles(width, height) {
    return Array.from({ length: 6 }, () => {
        const tile = new OffscreenCanvas(width, height);
        const context = tile.getContext('2d');
        const image = context.createImageData(width, height);
        for (let i = 0; i < image.data.length; i += 4) {
            image.data[i] = image.data[i + 1] = image.data[i + 2] = Math.random() * 256;
            image.data[i + 3] = 70;
        }
        context.putImageData(image, 0, 0);
        return tile;
    });
}

/** A quiet tone. The context starts without a gesture where the browser was told to allow that. */
export function toneSource(frequencyHz = 440) {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const destination = context.createMediaStreamDestination();
    oscillator.frequency.value = frequencyHz;
    gain.gain.value = 0.2;
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    return { track: destination.stream.getAudioTracks()[0], stop: () => context.close() };
}
