// The glass-to-glass clock: a barcode of the time, drawn into the picture that is published and read back from the picture that is
// watched. Two rows of 18 cells across the top quarter of the picture: 28 bits of the time in 0.1 ms (it wraps after 7.4 hours),
// then 8 bits of CRC over them, so that a blurred or torn picture counts as a misread and not as a wrong time.
const COLUMNS = 18;
const ROWS = 2;
const TIME_BITS = 28;
const WRAP = 2 ** TIME_BITS;
const SAMPLES = 4; // samples per cell and direction; the inner 2 x 2 count

/** Now, in 0.1 ms, modulo the clock's range. Pages of one machine agree on it to about a millisecond, one page with itself exactly. */
export const clockNow = () => Math.floor((performance.timeOrigin + performance.now()) * 10) % WRAP;

/** How long ago a clock reading was, in ms. */
export const ageMs = (reading, now = clockNow()) => ((now - reading + WRAP) % WRAP) / 10;

const checksum = (time) => {
    let crc = 0;
    for (let i = TIME_BITS - 1; i >= 0; i--) {
        const bit = ((time >>> i) & 1) ^ (crc >>> 7);
        crc = ((crc << 1) & 0xff) ^ (bit ? 0x07 : 0);
    }
    return crc ^ 0x55; // so that an all black picture is no valid time
};

const cell = (time, check, i) => (i < TIME_BITS ? time >>> i : check >>> (i - TIME_BITS)) & 1;

/** Draws the barcode of `time` over the top quarter of a picture. */
export function drawClock(context, width, height, time) {
    const check = checksum(time);
    const x = (column) => Math.round((column * width) / COLUMNS);
    const y = (row) => Math.round((row * height) / 4 / ROWS);
    for (let i = 0; i < COLUMNS * ROWS; i++) {
        const column = i % COLUMNS;
        const row = Math.floor(i / COLUMNS);
        context.fillStyle = cell(time, check, i) ? '#fff' : '#000';
        context.fillRect(x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row));
    }
}

/** Returns a function that reads the barcode out of a picture (video element or VideoFrame): a time, or -1 for a misread. */
export function clockReader() {
    const width = COLUMNS * SAMPLES;
    const height = ROWS * SAMPLES;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    return (picture, pictureWidth, pictureHeight) => {
        context.drawImage(picture, 0, 0, pictureWidth, pictureHeight / 4, 0, 0, width, height);
        const pixels = context.getImageData(0, 0, width, height).data;
        let time = 0;
        let check = 0;
        for (let i = 0; i < COLUMNS * ROWS; i++) {
            const left = (i % COLUMNS) * SAMPLES + 1;
            const top = Math.floor(i / COLUMNS) * SAMPLES + 1;
            let sum = 0;
            for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
                sum += pixels[((top + dy) * width + left + dx) * 4 + 1];
            }
            if (sum > 4 * 128) {
                if (i < TIME_BITS) time += 2 ** i;
                else check |= 1 << (i - TIME_BITS);
            }
        }
        return check === checksum(time) ? time : -1;
    };
}
