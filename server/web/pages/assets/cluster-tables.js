import { bitrate, fineMilliseconds, percent, span } from './format.js';
import { conditionOf, hopCondition, viewersOf } from './cluster-state.js';
import { Keyed, setAttributes, setText } from './keyed.js';
import { find } from './page.js';
import { byName } from './tree-layout.js';
import { CONDITION_WORDS } from './tree-view.js';

/** The cluster in words and numbers: a row for each node, and a row for each link of each stream. */

/** More rows nobody reads, and drawing them each second would be felt. */
const ROWS_MAX = 500;

/** @typedef {{ element: HTMLTableRowElement, cells: HTMLTableCellElement[] }} Row */

class Table {
    #table;
    #rows;
    #more;

    /** @param {string} selector of a table whose head is there already @param {number} headers cells that name the row */
    constructor(selector, headers) {
        this.#table = find(selector, HTMLTableElement);
        this.#more = find(`${selector}-more`, HTMLElement);
        const columns = this.#table.tHead?.rows[0].cells.length ?? 0;
        this.#rows = new Keyed(this.#table.tBodies[0], () => makeRow(columns, headers));
    }

    /** @param {{ key: string, condition: string, cells: string[] }[]} rows */
    show(rows) {
        this.#rows.show(rows.slice(0, ROWS_MAX).map((row) => [row.key, row]), ({ element, cells }, row) => {
            setAttributes(element, { 'data-condition': row.condition });
            row.cells.forEach((text, i) => setText(cells[i], text));
        });
        setText(this.#more, rows.length > ROWS_MAX ? `And ${(rows.length - ROWS_MAX).toLocaleString('en')} more.` : '');
        this.#more.hidden = rows.length <= ROWS_MAX;
    }
}

/** @param {number} columns @param {number} headers @returns {Row} */
function makeRow(columns, headers) {
    const element = document.createElement('tr');
    const cells = Array.from({ length: columns }, (_, i) => {
        const cell = document.createElement(i < headers ? 'th' : 'td');
        if (i < headers) {
            cell.scope = 'row';
        }
        return cell;
    });
    element.append(...cells);
    return { element, cells };
}

export class ClusterTables {
    #nodes = new Table('#nodes', 1);
    #links = new Table('#links', 2);

    /** @param {import('./cluster-state.js').ClusterState} state @param {import('./cluster-state.js').Tree[]} trees */
    show(state, trees) {
        this.#nodes.show(state.nodes.toSorted((one, other) => byName(one.id, other.id)).map((node) => nodeRow(node, state.self)));
        this.#links.show(trees.flatMap(({ stream, nodes }) => nodes.flatMap((node) => (node.hop ? [linkRow(stream, node, node.hop)] : []))));
    }
}

/** @param {import('./cluster-state.js').NodeState} node @param {string} self */
function nodeRow(node, self) {
    const { id, roles, region, report } = node;
    const condition = conditionOf(node);
    return {
        key: id,
        condition,
        cells: [
            id === self ? `${id} (this node)` : id,
            roles.join(', '),
            region,
            condition === 'silent' ? `no news for ${span(node.ageSeconds)}` : CONDITION_WORDS[condition],
            viewersOf(node).toLocaleString('en'),
            typeof report?.cpu === 'number' ? `${Math.round(report.cpu * 100)} %` : '–',
            bitrate(report?.sentBps),
            String(report?.streams.length ?? '–'),
            `${node.children.toLocaleString('en')} of ${node.capacity.toLocaleString('en')}`,
            String(report?.links.length ?? '–'),
            String(report?.failovers ?? '–'),
        ],
    };
}

/** @param {string} stream @param {import('./cluster-state.js').TreeNode} node @param {import('./cluster-state.js').Hop} hop */
function linkRow(stream, { id, standby }, hop) {
    return {
        key: `${stream} ${id}`,
        condition: hopCondition(hop),
        cells: [
            stream,
            id,
            hop.parent,
            standby ?? '–',
            fineMilliseconds(hop.addedMs, { signed: true }),
            fineMilliseconds(hop.roundTripMs),
            bitrate(hop.bps),
            percent(hop.lossRatio),
            hop.lost === undefined ? '–' : hop.lost.toLocaleString('en'),
        ],
    };
}
