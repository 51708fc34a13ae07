/** Draws a stream's tree as SVG, and keeps what is drawn as the tree changes: nodes glide, new ones appear, those that are gone fade. */

import { stateOf } from './cluster-model.js';
import { bitrate } from './format.js';
import { layOut } from './tree-layout.js';

/** @typedef {import('./cluster-model.js').TreeNode} TreeNode */

const SVG = 'http://www.w3.org/2000/svg';
const SIZES = { width: 176, height: 62, gapX: 22, gapY: 78 };
const MARGIN = 14;
const FADE_MS = 3_000;
const HIGHLIGHT_MS = 2_500;

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} name @param {Record<string, string | number>} attributes @param {Element} parent
 * @returns {SVGElementTagNameMap[K]}
 */
function draw(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, String(value));
    }
    parent.append(element);
    return element;
}

/** Added latency, signed: clocks that are compared over a round trip can be a little off. @param {number | undefined} ms */
export function added(ms) {
    return ms === undefined ? 'latency unknown' : `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(Math.abs(ms) < 10 ? 1 : 0)} ms`;
}

export class TreeView extends EventTarget {
    /** @type {Map<string, { group: SVGGElement, lines: SVGTextElement[] }>} */
    #nodes = new Map();
    /** @type {Map<string, { group: SVGGElement, path: SVGPathElement, label: SVGTextElement[], parent: string }>} */
    #links = new Map();
    /** @type {Map<string, SVGPathElement>} */
    #standbys = new Map();
    #svg;
    #standbyLayer;
    #linkLayer;
    #nodeLayer;

    /** Dispatches `group` with the parent's id as `detail` when a group is chosen. @param {SVGSVGElement} svg */
    constructor(svg) {
        super();
        this.#svg = svg;
        this.#standbyLayer = draw('g', { class: 'standbys' }, svg);
        this.#linkLayer = draw('g', { class: 'links' }, svg);
        this.#nodeLayer = draw('g', { class: 'nodes' }, svg);
    }

    /** Another stream: nothing of the last one glides over. */
    clear() {
        for (const layer of [this.#standbyLayer, this.#linkLayer, this.#nodeLayer]) {
            layer.replaceChildren();
        }
        this.#nodes.clear();
        this.#links.clear();
        this.#standbys.clear();
    }

    /** @param {TreeNode[]} tree */
    show(tree) {
        const layout = layOut(tree, SIZES);
        const width = layout.width + 2 * MARGIN;
        const height = layout.height + 2 * MARGIN;
        this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        this.#svg.setAttribute('width', String(width));
        this.#svg.setAttribute('height', String(height));
        /** @param {string | undefined} id */
        const at = (id) => {
            const place = id === undefined ? undefined : layout.places.get(id);
            return place && { x: place.x + MARGIN, y: place.y + MARGIN };
        };
        for (const node of tree) {
            this.#node(node, at(node.id) ?? { x: 0, y: 0 });
            this.#link(node, at(node.id), at(node.parent));
            this.#standby(node, at(node.id), at(node.standby));
        }
        const ids = new Set(tree.map(({ id }) => id));
        for (const [id, { group }] of this.#nodes) {
            if (!ids.has(id)) {
                this.#nodes.delete(id);
                fade(group);
                this.#unlink(id);
                this.#unstand(id);
            }
        }
    }

    /** @param {TreeNode} node @param {{ x: number, y: number }} place */
    #node(node, place) {
        let known = this.#nodes.get(node.id);
        if (!known) {
            const group = draw('g', { class: 'node' }, this.#nodeLayer);
            draw('title', {}, group);
            draw('rect', { width: SIZES.width, height: SIZES.height, rx: 12 }, group);
            draw('rect', { class: 'role', x: 0, y: 12, width: 4, height: SIZES.height - 24, rx: 2 }, group);
            known = { group, lines: [22, 39, 54].map((y) => draw('text', { x: 16, y }, group)) };
            this.#nodes.set(node.id, known);
            if (node.nodes > 1) {
                this.#wireGroup(group, node.parent ?? '');
            }
        }
        const { group, lines } = known;
        group.style.transform = `translate(${place.x}px, ${place.y}px)`;
        group.dataset.role = roleOf(node);
        group.dataset.state = node.nodes > 1 ? 'well' : stateOf(node.node);
        const texts = linesOf(node);
        lines.forEach((line, i) => write(line, texts[i]));
        write(/** @type {Element} */ (group.firstElementChild), titleOf(node, texts));
    }

    /** @param {SVGGElement} group @param {string} parent */
    #wireGroup(group, parent) {
        group.classList.add('group');
        group.setAttribute('tabindex', '0');
        group.setAttribute('role', 'button');
        const choose = () => this.dispatchEvent(new CustomEvent('group', { detail: parent }));
        group.addEventListener('click', choose);
        group.addEventListener('keydown', (event) => {
            if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                choose();
            }
        });
    }

    /** @param {TreeNode} node @param {{ x: number, y: number } | undefined} to @param {{ x: number, y: number } | undefined} from */
    #link(node, to, from) {
        if (!to || !from || node.parent === undefined) {
            this.#unlink(node.id);
            return;
        }
        let known = this.#links.get(node.id);
        if (!known) {
            const group = draw('g', { class: 'link' }, this.#linkLayer);
            const path = draw('path', {}, group);
            known = { group, path, label: [draw('text', {}, group), draw('text', { class: 'faint' }, group)], parent: node.parent };
            this.#links.set(node.id, known);
        }
        if (known.parent !== node.parent) {
            known.parent = node.parent;
            const { group } = known;
            group.classList.add('moved');
            setTimeout(() => group.classList.remove('moved'), HIGHLIGHT_MS);
        }
        const middle = SIZES.width / 2;
        known.path.setAttribute('d', curve(from.x + middle, from.y + SIZES.height, to.x + middle, to.y));
        const texts = [added(node.hopMs), [node.roundTripMs === undefined ? '' : `${node.roundTripMs.toFixed(1)} ms round trip`,
            node.receivedBps ? bitrate(node.receivedBps) : ''].filter(Boolean).join(' · ')];
        known.label.forEach((line, i) => {
            line.setAttribute('x', String(to.x + middle));
            line.setAttribute('y', String(to.y - 24 + i * 15));
            write(line, texts[i]);
        });
    }

    /** @param {TreeNode} node @param {{ x: number, y: number } | undefined} to @param {{ x: number, y: number } | undefined} from */
    #standby(node, to, from) {
        if (!to || !from || from.y >= to.y) {
            this.#unstand(node.id);
            return;
        }
        const path = this.#standbys.get(node.id) ?? draw('path', {}, this.#standbyLayer);
        this.#standbys.set(node.id, path);
        const middle = SIZES.width / 2;
        path.setAttribute('d', curve(from.x + middle, from.y + SIZES.height, to.x + middle, to.y));
    }

    /** @param {string} id */
    #unlink(id) {
        this.#links.get(id)?.group.remove();
        this.#links.delete(id);
    }

    /** @param {string} id */
    #unstand(id) {
        this.#standbys.get(id)?.remove();
        this.#standbys.delete(id);
    }
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function curve(x1, y1, x2, y2) {
    const bend = (y2 - y1) / 2;
    return `M ${x1} ${y1} C ${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}

/** Only what differs is written, so that nothing is drawn anew for nothing. @param {Element} element @param {string} text */
function write(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** @param {SVGGElement} group */
function fade(group) {
    group.classList.add('gone');
    setTimeout(() => group.remove(), FADE_MS);
}

/** @param {TreeNode} node */
function roleOf(node) {
    if (node.report?.publishedHere || node.parent === undefined) {
        return 'ingest';
    }
    return node.nodes > 1 || node.node?.roles.includes('edge') ? 'edge' : 'relay';
}

/** @param {TreeNode} node @returns {string[]} */
function linesOf(node) {
    if (node.nodes > 1) {
        return [`${node.nodes} edges`, `${node.viewers.toLocaleString('en')} viewers`, 'show each'];
    }
    const state = stateOf(node.node);
    const children = node.report?.children.length ?? 0;
    const does = [
        children > 0 ? `to ${children} ${children === 1 ? 'node' : 'nodes'}` : '',
        node.viewers > 0 || roleOf(node) === 'edge' ? `${node.viewers.toLocaleString('en')} watching` : '',
    ].filter(Boolean);
    const since = node.report?.sinceCaptureMs;
    return [
        node.id.length > 19 ? `${node.id.slice(0, 18)}…` : node.id,
        [roleOf(node), ...does].join(' · '),
        state === 'leaving' ? 'leaving' : state === 'unknown' ? 'not in the directory'
            : since == null ? '' : `${since.toFixed(0)} ms after capture`,
    ];
}

/** @param {TreeNode} node @param {string[]} lines */
function titleOf(node, lines) {
    const report = node.report;
    return [
        `${node.nodes > 1 ? lines[0] : node.id}${node.node?.region ? `, ${node.node.region}` : ''}`,
        ...lines.slice(1),
        report?.standby ? `standby: ${report.standby}` : '',
        report?.lost ? `${report.lost} packets lost` : '',
        report?.notAuthentic ? `${report.notAuthentic} packets were not authentic` : '',
    ].filter(Boolean).join('\n');
}
