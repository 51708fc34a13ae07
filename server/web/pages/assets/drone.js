/**
 * A drone over the picture, for shows whose world has one: `world.drone` is `{ x, y }`, and while the game sends `positions`
 * (f32 x, f32 y, big-endian) those, which come more often. x and y go from 0 to 1 across the picture, from its top left
 * corner.
 */

/** Positions come 4 to 10 times a second; between them the drone flies on to where it is said to be. */
const FOLLOW_PER_SECOND = 9;
/** So long without positions, what the world says holds. */
const POSITIONS_MS = 1_000;

/** @param {Uint8Array} bytes @returns {{ x: number, y: number } | undefined} */
export function readPosition(bytes) {
    if (bytes.length < 8) {
        return undefined;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return asPlace({ x: view.getFloat32(0), y: view.getFloat32(4) });
}

/** @param {any} place @returns {{ x: number, y: number } | undefined} */
export function asPlace(place) {
    if (!Number.isFinite(place?.x) || !Number.isFinite(place?.y)) {
        return undefined;
    }
    return { x: Math.min(1, Math.max(0, place.x)), y: Math.min(1, Math.max(0, place.y)) };
}

export class DroneOverlay {
    #viewer;
    #canvas = document.createElement('canvas');
    /** @type {{ x: number, y: number } | undefined} */
    #shown;
    /** @type {{ x: number, y: number } | undefined} */
    #wanted;
    #positionMs = -Infinity;
    #frameMs = 0;
    #frame = 0;

    /** @param {import('./control-parts.js').Viewer} viewer @param {HTMLElement} stage @param {() => { left: number, top: number, width: number, height: number }} picture where it is in the stage */
    constructor(viewer, stage, picture) {
        this.#viewer = viewer;
        this.picture = picture;
        this.#canvas.className = 'drone';
        this.#canvas.setAttribute('role', 'img');
        this.#canvas.setAttribute('aria-label', 'The drone');
        stage.querySelector('video')?.after(this.#canvas);
        viewer.addEventListener('positions', (event) => {
            const place = readPosition(/** @type {CustomEvent} */ (event).detail.bytes);
            if (place) {
                this.#positionMs = performance.now();
                this.#fly(place);
            }
        });
        viewer.addEventListener('change', () => this.#world());
        this.#world();
    }

    #world() {
        const place = asPlace(this.#viewer.view.world.drone);
        this.#canvas.hidden = place === undefined;
        if (place && performance.now() - this.#positionMs > POSITIONS_MS) {
            this.#fly(place);
        }
    }

    /** @param {{ x: number, y: number }} place */
    #fly(place) {
        this.#wanted = place;
        this.#shown ??= place;
        this.#canvas.dataset.x = place.x.toFixed(3);
        this.#canvas.dataset.y = place.y.toFixed(3);
        if (this.#frame === 0) {
            this.#frameMs = performance.now();
            this.#frame = requestAnimationFrame((nowMs) => this.#draw(nowMs));
        }
    }

    /** @param {number} nowMs */
    #draw(nowMs) {
        this.#frame = 0;
        const wanted = this.#wanted;
        const shown = this.#shown;
        if (!wanted || !shown || this.#canvas.hidden) {
            return;
        }
        const part = 1 - Math.exp((-FOLLOW_PER_SECOND * Math.max(0, nowMs - this.#frameMs)) / 1000);
        this.#frameMs = nowMs;
        const tilt = Math.max(-0.35, Math.min(0.35, 4 * (wanted.x - shown.x)));
        shown.x += (wanted.x - shown.x) * part;
        shown.y += (wanted.y - shown.y) * part;
        this.#paint(shown, tilt, nowMs);
        const isThere = Math.hypot(wanted.x - shown.x, wanted.y - shown.y) < 0.0005;
        const isStill = isThere || matchMedia('(prefers-reduced-motion: reduce)').matches;
        if (!isStill || this.#viewer.live) {
            this.#frame = requestAnimationFrame((next) => this.#draw(next));
        }
    }

    /** @param {{ x: number, y: number }} place @param {number} tilt @param {number} nowMs */
    #paint(place, tilt, nowMs) {
        const { left, top, width, height } = this.picture();
        const canvas = this.#canvas;
        const scale = Math.min(2, devicePixelRatio || 1);
        if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
            canvas.width = Math.round(width * scale);
            canvas.height = Math.round(height * scale);
        }
        Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
        const context = canvas.getContext('2d');
        if (!context) {
            return;
        }
        const size = Math.max(14, width / 34) * scale;
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.save();
        context.translate(place.x * canvas.width, place.y * canvas.height);
        context.rotate(tilt);
        context.lineWidth = size / 9;
        context.lineCap = 'round';
        context.strokeStyle = 'rgb(4 12 8 / 70%)';
        context.fillStyle = '#3fd69a';
        context.shadowColor = 'rgb(0 0 0 / 60%)';
        context.shadowBlur = size / 4;
        for (const side of [-1, 1]) {
            context.beginPath();
            context.moveTo(0, 0);
            context.lineTo(side * size, -size / 3);
            context.strokeStyle = '#eafff5';
            context.stroke();
            context.beginPath();
            context.ellipse(side * size, -size / 2.4, (size / 1.6) * (0.55 + 0.45 * Math.abs(Math.sin(nowMs / 40 + side))), size / 12, 0, 0, 2 * Math.PI);
            context.fillStyle = 'rgb(234 255 245 / 75%)';
            context.fill();
        }
        context.beginPath();
        context.ellipse(0, 0, size / 1.7, size / 2.6, 0, 0, 2 * Math.PI);
        context.fillStyle = '#3fd69a';
        context.fill();
        context.beginPath();
        context.arc(0, size / 12, size / 7, 0, 2 * Math.PI);
        context.fillStyle = '#04210f';
        context.fill();
        context.restore();
    }
}
