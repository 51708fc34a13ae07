/**
 * A source that needs no camera: colour bars, a running clock, something that moves, and a short tone on every full
 * second together with a flash, so that latency, smoothness and lip sync can be judged by eye and ear.
 */
export class TestPattern {
    #canvas = document.createElement('canvas');
    #context;
    #background;
    #ticker = new Worker('/assets/ticker.js');
    #audio = new AudioContext();
    #sound = this.#audio.createMediaStreamDestination();
    #frames = 0;
    #second = 0;

    /** @param {{ width: number, height: number, fps: number }} size */
    constructor({ width, height, fps }) {
        this.#canvas.width = width;
        this.#canvas.height = height;
        const context = this.#canvas.getContext('2d', { alpha: false });
        if (!context) {
            throw new Error('This browser cannot draw the test pattern.');
        }
        this.#context = context;
        this.#background = drawBackground(width, height);
        this.#draw();
        // Every drawn picture is one sent; the ticker sets the rate.
        this.media = new MediaStream([...this.#canvas.captureStream().getTracks(), ...this.#sound.stream.getTracks()]);
        this.#ticker.onmessage = () => this.#draw();
        this.#ticker.postMessage(1000 / fps);
    }

    /** Browsers keep sound back until the user has clicked somewhere: call this from a click. */
    resume() {
        return this.#audio.resume();
    }

    stop() {
        this.#ticker.terminate();
        void this.#audio.close();
        for (const track of this.media.getTracks()) {
            track.stop();
        }
    }

    #draw() {
        const { width, height } = this.#canvas;
        const context = this.#context;
        const now = new Date();
        const second = Math.floor(now.getTime() / 1000);
        const part = now.getMilliseconds() / 1000;
        this.#frames++;
        context.drawImage(this.#background, 0, 0);
        if (second !== this.#second) {
            this.#second = second;
            this.#beep();
        }
        // A hand that goes round once a second.
        const radius = height * 0.13;
        const [x, y] = [width * 0.5, height * 0.24];
        context.lineWidth = height * 0.012;
        context.strokeStyle = part < 0.1 ? '#ffffff' : '#2f5546';
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.stroke();
        context.strokeStyle = '#3fd69a';
        context.beginPath();
        context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part);
        context.stroke();
        // The clock, with the same width for every digit.
        const pad = (/** @type {number} */ value, /** @type {number} */ digits) => String(value).padStart(digits, '0');
        const clock = `${pad(now.getHours(), 2)}:${pad(now.getMinutes(), 2)}:${pad(now.getSeconds(), 2)}.${pad(now.getMilliseconds(), 3)}`;
        context.textAlign = 'center';
        context.fillStyle = '#f2f8f5';
        context.font = `700 ${Math.round(height * 0.15)}px 'DejaVu Sans Mono', ui-monospace, Consolas, monospace`;
        context.fillText(clock, width / 2, height * 0.58, width * 0.92);
        context.font = `500 ${Math.round(height * 0.04)}px system-ui, sans-serif`;
        context.fillStyle = '#9dc3b2';
        context.fillText(`Treecast test pattern · picture ${this.#frames}`, width / 2, height * 0.67);
        // A bar that crosses the picture in two seconds shows every dropped picture.
        const sweep = ((now.getTime() % 2000) / 2000) * width;
        context.fillStyle = '#3fd69a';
        context.fillRect(sweep, height * 0.73, width * 0.012, height * 0.06);
    }

    #beep() {
        if (this.#audio.state !== 'running') {
            return;
        }
        const tone = this.#audio.createOscillator();
        const gain = this.#audio.createGain();
        const at = this.#audio.currentTime;
        tone.frequency.value = 880;
        gain.gain.setValueAtTime(0, at);
        gain.gain.linearRampToValueAtTime(0.2, at + 0.005);
        gain.gain.setValueAtTime(0.2, at + 0.08);
        gain.gain.linearRampToValueAtTime(0, at + 0.1);
        tone.connect(gain).connect(this.#sound);
        tone.start(at);
        tone.stop(at + 0.11);
    }
}

/** @param {number} width @param {number} height @returns {HTMLCanvasElement} what never changes, drawn once */
function drawBackground(width, height) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { alpha: false });
    if (context) {
        const shade = context.createLinearGradient(0, 0, width, height);
        shade.addColorStop(0, '#12241c');
        shade.addColorStop(1, '#070d0a');
        context.fillStyle = shade;
        context.fillRect(0, 0, width, height);
        const bars = ['#c0c0c0', '#c0c000', '#00c0c0', '#00c000', '#c000c0', '#c00000', '#0000c0'];
        bars.forEach((colour, index) => {
            context.fillStyle = colour;
            context.fillRect(Math.floor((index * width) / 7), height * 0.84, Math.ceil(width / 7), height * 0.16);
        });
    }
    return canvas;
}
