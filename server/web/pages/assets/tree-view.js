import { bitrate, fineMilliseconds, percent, viewers } from './format.js';
import { grouped, hopCondition, worstCondition, worstHop } from './cluster-state.js';
import { Keyed, setAttributes, setText } from './keyed.js';
import { byName, layOut } from './tree-layout.js';

/** Draws the tree of one stream: cards for nodes, lines for links, and what a hop costs where its line arrives. */

const CARD = { width: 190, height: 80 };
const GAPS = { columnGap: 22, rowGap: 96 };
const MARGIN = 12;
/** Beyond, the leaves of a parent are one card until somebody opens it. */
const BOUNDS = { nodesMax: 60, leavesMin: 4 };
const CHIP = { width: 148, height: 26, gap: 6, head: 40, columnsMax: 10, max: 400 };
/** Where lines arrive, from a card's left edge; a hop's facts stand to the right of it. */
const ARRIVAL = 20;

const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * @typedef {import('./cluster-memory.js').Remembered} Remembered
 * @typedef {import('./cluster-memory.js').RememberedTree} RememberedTree
 * @typedef {import('./tree-layout.js').Place} Place
 * @typedef {{ id: string, parent: string, leaves: Remembered[], isOpen: boolean, columns: number }} Group
 */

/** What stands for a node's condition, and for sighted and other readers alike. @type {Record<import('./cluster-state.js').Condition, string>} */
export const CONDITION_WORDS = {
    ok: 'running',
    busy: 'busy',
    draining: 'draining',
    silent: 'no news',
    searching: 'no source',
    unknown: 'known by name',
};

/** @param {string} tag @param {Record<string, string | number>} [attributes] @param {Element[]} [children] */
function svg(tag, attributes = {}, children = []) {
    const element = document.createElementNS(NAMESPACE, tag);
    setAttributes(element, attributes);
    element.append(...children);
    return element;
}

/** @param {string} text @param {number} max letters */
function shorten(text, max) {
    const letters = [...text];
    return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : text;
}

export class TreeView {
    /** @type {Set<string>} */
    #open = new Set();
    /** @type {RememberedTree | undefined} */
    #tree;
    #self = '';
    #title = svg('title');
    #description = svg('desc');
    #standbys = svg('g', { class: 'standbys' });
    #links = svg('g', { class: 'links' });
    #facts = svg('g', { class: 'hops' });
    #cards = svg('g', { class: 'cards' });
    #standbyLines = new Keyed(this.#standbys, () => ({ element: svg('path') }));
    #linkLines = new Keyed(this.#links, () => ({ element: svg('path') }));
    #hops = new Keyed(this.#facts, makeHop);
    #nodes = new Keyed(this.#cards, (key) => (key.startsWith(GROUP) ? this.#makeGroup(key) : makeCard()));

    /** @param {string} stream the tree's @param {string} id of the drawing, unlike any other in the document */
    constructor(stream, id) {
        setAttributes(this.#title, { id: `${id}-title` });
        setAttributes(this.#description, { id: `${id}-desc` });
        setText(this.#title, `The way of ${stream} through the cluster`);
        this.element = /** @type {SVGSVGElement} */ (svg('svg', { class: 'tree', role: 'group', 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-desc` },
            [this.#title, this.#description, this.#standbys, this.#links, this.#facts, this.#cards]));
    }

    /** @param {RememberedTree} tree @param {string} self the node that was asked */
    update(tree, self) {
        this.#tree = tree;
        this.#self = self;
        this.#draw();
    }

    #draw() {
        const tree = this.#tree;
        if (!tree) {
            return;
        }
        const { single, groups: closed } = grouped(tree.nodes, BOUNDS);
        const groups = closed.map(({ parent, leaves }) => this.#group(parent, leaves));
        const { places, width, height } = layOut([...single.map(toItem), ...groups.map(groupItem)], GAPS);
        this.element.setAttribute('viewBox', `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
        this.element.style.setProperty('--natural', `${Math.ceil(width + 2 * MARGIN)}px`);
        setText(this.#description, describe(tree));

        const at = (/** @type {string} */ id) => /** @type {Place} */ (places.get(id));
        const withHop = single.filter((node) => node.hop && node.parent && places.has(node.parent));
        const standing = single.filter((node) => node.standby && places.has(node.standby) && !node.leftMs);
        this.#standbyLines.show(standing.map((node) => [node.id, node]), ({ element }, node) =>
            setAttributes(element, { d: standbyPath(at(node.standby ?? ''), at(node.id)) }));
        this.#linkLines.show([
            ...withHop.map((node) => /** @type {const} */ ([node.id, linkLook(node, node.hop, at(node.parent ?? ''), at(node.id))])),
            ...groups.map((group) => /** @type {const} */ ([group.id, linkLook(undefined, worstOf(group), at(group.parent), at(group.id))])),
        ].map(([id, look]) => /** @type {[string, typeof look]} */ ([id, look])), ({ element }, look) => setAttributes(element, look));
        this.#hops.show([
            ...withHop.map((node) => hopEntry(node.id, node.hop, at(node.id), node, '')),
            ...groups.map((group) => hopEntry(group.id, worstOf(group), at(group.id), undefined, 'up to ')),
        ], fillHop);
        this.#nodes.show([
            ...single.map((node) => /** @type {[string, Remembered | Group]} */ ([node.id, node])),
            ...groups.map((group) => /** @type {[string, Remembered | Group]} */ ([group.id, group])),
        ], (parts, thing) => {
            const place = at(thing.id);
            setAttributes(parts.element, { transform: `translate(${round(place.x)} ${round(place.y)})` });
            if ('leaves' in thing) {
                fillGroup(/** @type {GroupParts} */ (parts), thing, place);
            } else {
                fillCard(/** @type {CardParts} */ (parts), thing, tree, this.#self);
            }
        });
    }

    /** @param {string} parent @param {Remembered[]} leaves @returns {Group} */
    #group(parent, leaves) {
        const id = GROUP + parent;
        const columns = Math.min(CHIP.columnsMax, Math.ceil(Math.sqrt(leaves.length / 2)));
        return { id, parent, leaves: leaves.toSorted((one, other) => byName(one.id, other.id)), isOpen: this.#open.has(id), columns };
    }

    /** @param {string} id @returns {GroupParts} */
    #makeGroup(id) {
        const parts = makeGroup();
        const toggle = () => {
            if (!this.#open.delete(id)) {
                this.#open.add(id);
            }
            this.#draw();
        };
        parts.button.addEventListener('click', toggle);
        parts.button.addEventListener('keydown', (event) => {
            const key = /** @type {KeyboardEvent} */ (event).key;
            if (key === 'Enter' || key === ' ') {
                event.preventDefault();
                toggle();
            }
        });
        return parts;
    }
}

/** Before the parent's id; no node's id has a colon. */
const GROUP = 'leaves:';

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** @param {Remembered} node @returns {import('./tree-layout.js').Item} */
function toItem({ id, parent, isSource, condition }) {
    // Without a source it belongs somewhere below, nobody knows where yet.
    return { id, parent, ...CARD, row: !isSource && condition === 'searching' ? 1 : 0 };
}

/** @param {Group} group @returns {import('./tree-layout.js').Item} */
function groupItem({ id, parent, leaves, isOpen, columns }) {
    const rows = Math.ceil(Math.min(leaves.length, CHIP.max) / columns);
    return isOpen
        ? { id, parent, width: columns * (CHIP.width + CHIP.gap) + 18, height: CHIP.head + rows * (CHIP.height + CHIP.gap) + 8 }
        : { id, parent, ...CARD };
}

/** @param {Group} group */
const worstOf = ({ leaves }) => worstHop(leaves.flatMap(({ hop }) => hop ?? []));

/** @param {RememberedTree} tree */
function describe({ nodes, viewers: count }) {
    const there = nodes.filter(({ leftMs }) => leftMs === undefined);
    const sources = there.filter(({ isSource }) => isSource).map(({ id }) => id);
    return `${sources.length ? `Published at ${sources.join(', ')}` : 'Its publisher is not known here'}; on ${there.length} nodes, with ${viewers(count)}. The tables below have each node and link.`;
}

/* Lines */

/** Down, across halfway between a parent and what is written above its child, and down. @param {Place} from @param {Place} to */
function linkPath(from, to) {
    const x1 = round(from.x + from.width / 2);
    const y1 = round(from.y + from.height);
    const x2 = round(to.x + ARRIVAL);
    const y2 = round(to.y);
    const bend = Math.min(y2 - 60, y1 + 26);
    const turn = Math.min(10, Math.abs(x2 - x1) / 2);
    const side = Math.sign(x2 - x1);
    return `M${x1} ${y1}V${bend - turn}Q${x1} ${bend} ${x1 + side * turn} ${bend}H${x2 - side * turn}Q${x2} ${bend} ${x2} ${bend + turn}V${y2}`;
}

/** @param {Place} from @param {Place} to */
function standbyPath(from, to) {
    const x1 = round(from.x + from.width - ARRIVAL);
    const y1 = round(from.y + from.height);
    const x2 = round(to.x + to.width - ARRIVAL);
    const y2 = round(to.y);
    const reach = Math.max(40, Math.abs(y2 - y1) / 2);
    return `M${x1} ${y1}C${x1} ${y1 + reach} ${x2} ${y2 - reach} ${x2} ${y2}`;
}

/** @param {Remembered | undefined} node @param {import('./cluster-state.js').Hop | undefined} hop @param {Place} from @param {Place} to */
function linkLook(node, hop, from, to) {
    const words = ['link', hop ? hopCondition(hop) : 'ok', node?.leftMs !== undefined ? 'gone' : '', node?.isChanged ? 'changed' : ''];
    return { d: linkPath(from, to), class: words.filter(Boolean).join(' ') };
}

/* What a hop costs */

/** @typedef {{ element: Element, first: Element, second: Element, title: Element }} HopParts */

/** @returns {HopParts} */
function makeHop() {
    const title = svg('title');
    const first = svg('text', { class: 'added', y: -32 });
    const second = svg('text', { y: -14 });
    return { element: svg('g', { class: 'hop' }, [title, first, second]), first, second, title };
}

/**
 * @param {string} id @param {import('./cluster-state.js').Hop | undefined} hop @param {Place} place of the child @param {Remembered | undefined} node
 * @param {string} limit what stands before numbers that are the worst of several
 * @returns {[string, { hop: import('./cluster-state.js').Hop, place: Place, node: Remembered | undefined, limit: string }]}
 */
function hopEntry(id, hop, place, node, limit) {
    return [id, { hop: hop ?? { parent: '' }, place, node, limit }];
}

/** @param {HopParts} parts @param {ReturnType<typeof hopEntry>[1]} entry */
function fillHop({ element, first, second, title }, { hop, place, node, limit }) {
    const loss = hopCondition(hop);
    setAttributes(element, {
        transform: `translate(${round(place.x + ARRIVAL + 10)} ${round(place.y)})`,
        class: `hop ${loss}${node?.leftMs !== undefined ? ' gone' : ''}${node?.isChanged ? ' changed' : ''}`,
    });
    const isMeasured = hop.addedMs !== undefined || hop.roundTripMs !== undefined;
    setText(first, !isMeasured ? 'not measured yet' : `${limit}${fineMilliseconds(hop.addedMs, { signed: true })} · ${fineMilliseconds(hop.roundTripMs)} RTT`);
    setText(second, hop.bps === undefined && hop.lossRatio === undefined ? '' : `${limit ? '≤ ' : ''}${bitrate(hop.bps)} · ${percent(hop.lossRatio)} loss`);
    setText(title, `From ${hop.parent}: the hop adds ${fineMilliseconds(hop.addedMs, { signed: true })}, round trip ${fineMilliseconds(hop.roundTripMs)}, `
        + `${bitrate(hop.bps)} over the link, ${percent(hop.lossRatio)} of packets sent again, ${hop.lost ?? '–'} never came`
        + `${node?.standby ? `; ${node.standby} stands by` : ''}`);
}

/* Cards */

/** @typedef {{ element: Element, title: Element, name: Element, mark: Element, kind: Element, state: Element, audience: Element, load: Element }} CardParts */

/** @returns {CardParts} */
function makeCard() {
    const right = CARD.width - 14;
    const parts = {
        title: svg('title'),
        name: svg('text', { class: 'name', x: 34, y: 27 }),
        mark: svg('text', { class: 'mark', x: right, y: 27, 'text-anchor': 'end' }),
        kind: svg('text', { class: 'kind', x: 16, y: 47 }),
        state: svg('text', { class: 'state', x: right, y: 47, 'text-anchor': 'end' }),
        audience: svg('text', { class: 'audience', x: 16, y: 67 }),
        load: svg('text', { class: 'load', x: right, y: 67, 'text-anchor': 'end' }),
    };
    const { title, ...texts } = parts;
    const element = svg('g', { class: 'node' }, [title, svg('rect', { class: 'card-back', width: CARD.width, height: CARD.height, rx: 12 }),
        svg('circle', { class: 'dot', cx: 21, cy: 22, r: 5.5 }), ...Object.values(texts)]);
    return { element, ...parts };
}

/** @param {CardParts} parts @param {Remembered} node @param {RememberedTree} tree @param {string} self */
function fillCard(parts, node, tree, self) {
    const { id, node: known, condition, leftMs } = node;
    const isSelf = id === self;
    const word = leftMs !== undefined ? 'gone' : condition === 'ok' ? '' : CONDITION_WORDS[condition];
    const roles = known?.roles.join(', ') ?? '';
    const below = tree.nodes.filter(({ parent, leftMs: left }) => parent === id && left === undefined).length;
    const serves = known?.roles.includes('edge') || node.viewers > 0;
    const cpu = known?.report?.cpu;
    setAttributes(parts.element, {
        'data-node': id,
        'data-parent': node.parent ?? undefined,
        'data-viewers': node.viewers,
        'data-condition': condition,
        class: `node${leftMs !== undefined ? ' gone' : ''}${node.isChanged ? ' changed' : ''}${isSelf ? ' self' : ''}`,
    });
    setText(parts.name, shorten(id, isSelf ? 11 : 19));
    setText(parts.mark, isSelf ? 'this node' : '');
    setText(parts.kind, word ? shorten(roles, 14) : shorten([roles, known?.region].filter(Boolean).join(' · '), 26));
    setText(parts.state, word);
    setText(parts.audience, serves ? viewers(node.viewers) : below === 1 ? '1 child' : `${below} children`);
    setText(parts.load, cpu === null || cpu === undefined ? '' : `CPU ${Math.round(cpu * 100)} %`);
    setText(parts.title, [id, roles, known?.region, word || 'running', viewers(node.viewers), node.isSource ? 'the publisher is here' : ''].filter(Boolean).join(', '));
}

/* Leaves that are one card */

/** @typedef {{ element: Element, back: Element, button: Element, surface: Element, title: Element, name: Element, audience: Element, hint: Element, chips: Keyed<{ element: Element, title: Element, name: Element, count: Element }> }} GroupParts */

/** @returns {GroupParts} */
function makeGroup() {
    const back = svg('rect', { class: 'card-back', rx: 12 });
    const parts = {
        title: svg('title'),
        surface: svg('rect', { class: 'surface', rx: 12 }),
        name: svg('text', { class: 'name', x: 16, y: 27 }),
        audience: svg('text', { class: 'audience', x: 16, y: 47 }),
        hint: svg('text', { class: 'hint' }),
    };
    const button = svg('g', { class: 'toggle', role: 'button', tabindex: 0 }, Object.values(parts));
    const grid = svg('g', { transform: `translate(12 ${CHIP.head})` });
    const chips = new Keyed(grid, () => {
        const title = svg('title');
        const name = svg('text', { class: 'name', x: 22, y: 17 });
        const count = svg('text', { class: 'count', x: CHIP.width - 8, y: 17, 'text-anchor': 'end' });
        const element = svg('g', { class: 'chip' }, [title, svg('rect', { class: 'card-back', width: CHIP.width, height: CHIP.height, rx: 8 }),
            svg('circle', { class: 'dot', cx: 12, cy: 13, r: 4 }), name, count]);
        return { element, title, name, count };
    });
    return { element: svg('g', { class: 'node group' }, [back, button, grid]), back, button, chips, ...parts };
}

/** @param {GroupParts} parts @param {Group} group @param {Place} place */
function fillGroup(parts, { parent, leaves, isOpen, columns }, { width, height }) {
    const kind = leaves.every(({ node }) => node?.roles.includes('edge')) ? 'edges' : 'nodes';
    const count = viewers(leaves.reduce((total, leaf) => total + leaf.viewers, 0));
    setAttributes(parts.element, { 'data-condition': worstCondition(leaves.map(({ condition }) => condition)), 'data-group': parent });
    setAttributes(parts.back, { width, height });
    setAttributes(parts.surface, { width, height: isOpen ? CHIP.head - 6 : height });
    setAttributes(parts.button, { 'aria-expanded': String(isOpen), 'aria-label': `${leaves.length} ${kind} below ${parent}, ${count}` });
    setText(parts.title, isOpen ? 'Close' : 'Show each');
    setText(parts.name, `${leaves.length} ${kind}${isOpen ? `, ${count}` : ''}`);
    setText(parts.audience, isOpen ? '' : count);
    setText(parts.hint, isOpen ? 'close' : 'show each');
    setAttributes(parts.hint, isOpen ? { x: width - 14, y: 27, 'text-anchor': 'end' } : { x: 16, y: 67, 'text-anchor': 'start' });
    const shown = isOpen ? leaves.slice(0, CHIP.max) : [];
    parts.chips.show(shown.map((leaf, i) => [leaf.id, { leaf, i }]), (chip, { leaf, i }) => {
        const hop = leaf.hop ?? { parent };
        setAttributes(chip.element, {
            transform: `translate(${(i % columns) * (CHIP.width + CHIP.gap)} ${Math.floor(i / columns) * (CHIP.height + CHIP.gap)})`,
            'data-node': leaf.id,
            'data-condition': leaf.condition,
            class: `chip${leaf.leftMs !== undefined ? ' gone' : ''}${leaf.isChanged ? ' changed' : ''}`,
        });
        setText(chip.name, shorten(leaf.id, 12));
        setText(chip.count, leaf.viewers.toLocaleString('en'));
        setText(chip.title, `${leaf.id}, ${CONDITION_WORDS[leaf.condition]}, ${viewers(leaf.viewers)}; adds ${fineMilliseconds(hop.addedMs, { signed: true })}, `
            + `round trip ${fineMilliseconds(hop.roundTripMs)}, ${bitrate(hop.bps)}, ${percent(hop.lossRatio)} loss`);
    });
}
