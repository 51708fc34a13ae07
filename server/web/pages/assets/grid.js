/**
 * Where controls go. A game lays its controls out on grids of its own choice: 80 × 45 for large screens, 45 × 25 for medium
 * ones, both over the video, and 30 × 40 for a phone held upright, below it. A control without a place on the grid of now
 * flows in order in the tray.
 *
 * @typedef {'large' | 'medium' | 'small'} GridName
 * @typedef {{ x: number, y: number, w: number, h: number }} Rectangle
 */

/** @type {Record<GridName, { columns: number, rows: number }>} */
export const GRIDS = {
    large: { columns: 80, rows: 45 },
    medium: { columns: 45, rows: 25 },
    small: { columns: 30, rows: 40 },
};

/** A tablet on its side, and up. */
const LARGE_PX = 1_024;
/** A phone held upright, and down. */
const SMALL_PX = 640;

/** @param {{ width: number, height: number }} viewport in CSS pixels @returns {GridName} */
export function gridFor({ width, height }) {
    if (width < SMALL_PX && height > width) {
        return 'small';
    }
    return width >= LARGE_PX ? 'large' : 'medium';
}

/**
 * @param {GridName} grid
 * @param {{ layout?: Partial<Record<GridName, Rectangle>> }} control
 * @returns {{ left: string, top: string, width: string, height: string } | undefined} CSS, in parts of the grid; undefined for the tray
 */
export function placeOf(grid, { layout }) {
    const rectangle = layout?.[grid];
    const numbers = rectangle ? [rectangle.x, rectangle.y, rectangle.w, rectangle.h] : [];
    if (!rectangle || !numbers.every(Number.isFinite) || rectangle.w <= 0 || rectangle.h <= 0) {
        return undefined;
    }
    const { columns, rows } = GRIDS[grid];
    const left = within(rectangle.x, columns);
    const top = within(rectangle.y, rows);
    const part = (/** @type {number} */ value, /** @type {number} */ whole) => `${+((100 * value) / whole).toFixed(3)}%`;
    return {
        left: part(left, columns),
        top: part(top, rows),
        width: part(Math.min(rectangle.w, columns - left), columns),
        height: part(Math.min(rectangle.h, rows - top), rows),
    };
}

/** @param {number} value @param {number} whole */
function within(value, whole) {
    return Math.min(Math.max(value, 0), whole - 1);
}

/**
 * Where the picture is within an element that shows it whole (`object-fit: contain`).
 *
 * @param {{ width: number, height: number }} box
 * @param {{ width: number, height: number }} picture 0 × 0 before there is one: then 16 : 9
 * @returns {{ left: number, top: number, width: number, height: number }}
 */
export function pictureIn(box, picture) {
    const ratio = picture.width > 0 && picture.height > 0 ? picture.width / picture.height : 16 / 9;
    const width = Math.min(box.width, box.height * ratio);
    const height = width / ratio;
    return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}
