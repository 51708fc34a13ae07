import { grouped, stateOf, streamsOf, totalsOf, treeOf } from './cluster-model.js';
import { bitrate, duration, viewers } from './format.js';
import { find, repeatWhileVisible, showStats, watchLink } from './page.js';
import { compareIds } from './tree-layout.js';
import { TreeView } from './tree-view.js';

/** @typedef {import('./cluster-model.js').ClusterInfo} ClusterInfo */
/** @typedef {import('./cluster-model.js').NodeInfo} NodeInfo */

const REFRESH_MS = 1_000;

const problem = find('#problem', HTMLElement);
const single = find('#single', HTMLElement);
const cluster = find('#cluster', HTMLElement);
const directory = find('#directory', HTMLElement);
const chosen = find('#stream', HTMLSelectElement);
const watch = find('#watch', HTMLAnchorElement);
const idle = find('#idle', HTMLElement);
const figure = find('#figure', HTMLElement);
const rows = find('#nodes', HTMLTableSectionElement);
const view = new TreeView(find('#tree', SVGSVGElement));

/** @type {Set<string>} */
const opened = new Set();
let drawn = '';
let failedAt = 0;

async function load() {
    const response = await fetch('/api/cluster', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    if (response.status === 404) {
        return undefined;
    }
    if (!response.ok) {
        throw new Error(`The server answered with status ${response.status}.`);
    }
    return /** @type {ClusterInfo} */ (await response.json());
}

async function refresh() {
    /** @type {ClusterInfo | undefined} */
    let info;
    try {
        info = await load();
        failedAt = 0;
        problem.hidden = true;
        cluster.classList.remove('old');
    } catch {
        failedAt ||= Date.now();
        const seconds = Math.round((Date.now() - failedAt) / 1_000);
        problem.textContent = `This server has not answered for ${seconds} s. What is shown is as it was then; this page keeps trying.`;
        problem.hidden = false;
        cluster.classList.add('old');
        return;
    }
    single.hidden = info !== undefined;
    cluster.hidden = info === undefined;
    if (info) {
        show(info);
    }
}

/** @param {ClusterInfo} info */
function show(info) {
    const totals = totalsOf(info);
    showStats({
        viewers: totals.viewers.toLocaleString('en'),
        streams: totals.streams.toLocaleString('en'),
        nodes: totals.nodes.toLocaleString('en'),
        between: bitrate(totals.betweenBps),
    });
    showDirectory(info.directory);
    showStreams(info);
    showTree(info);
    showNodes(info);
}

/** @param {ClusterInfo['directory']} state */
function showDirectory({ kind, state, sinceSeconds }) {
    const away = state === 'away';
    directory.classList.toggle('warn', away);
    directory.textContent = kind === 'static'
        ? 'Without a directory: this page shows what this node knows of itself and its parents.'
        : away
            ? `Redis has been away for ${sinceSeconds} s. Streams go on; what is shown of other nodes was known before.`
            : `Nodes find each other in Redis, which has been there for ${sinceSeconds < 60 ? `${sinceSeconds} s` : duration(sinceSeconds)}.`;
}

/** @param {ClusterInfo} info */
function showStreams(info) {
    const streams = streamsOf(info);
    const wanted = chosen.value || new URLSearchParams(location.search).get('stream') || streams[0]?.name;
    const names = streams.map(({ name }) => name);
    const current = [...chosen.options].map(({ value }) => value);
    if (names.length !== current.length || names.some((name) => !current.includes(name))) {
        chosen.replaceChildren(...streams.toSorted((one, other) => compareIds(one.name, other.name)).map(({ name }) => new Option(name, name)));
        chosen.value = wanted !== undefined && names.includes(wanted) ? wanted : names[0] ?? '';
    }
    for (const option of chosen.options) {
        const stream = streams.find(({ name }) => name === option.value);
        const text = `${option.value} (${viewers(stream?.viewers ?? 0)})`;
        if (option.textContent !== text) {
            option.textContent = text;
        }
    }
    idle.hidden = streams.length > 0;
    figure.hidden = streams.length === 0;
}

/** @param {ClusterInfo} info */
function showTree(info) {
    if (chosen.value !== drawn) {
        drawn = chosen.value;
        opened.clear();
        view.clear();
        watch.href = watchLink(drawn);
    }
    if (drawn) {
        view.show(grouped(treeOf(info, drawn), opened));
    }
}

/** @param {ClusterInfo} info */
function showNodes(info) {
    /** @type {Map<string, HTMLTableRowElement>} */
    const known = new Map([...rows.rows].map((row) => [row.dataset.node ?? '', row]));
    const nodes = info.nodes.toSorted((one, other) => rank(one) - rank(other) || compareIds(one.id, other.id));
    nodes.forEach((node, i) => {
        const row = known.get(node.id) ?? makeRow(node);
        known.delete(node.id);
        fillRow(row, node);
        if (rows.rows[i] !== row) {
            rows.insertBefore(row, rows.rows[i] ?? null);
        }
    });
    known.forEach((row) => row.remove());
}

/** From where streams come to where they are watched. @param {NodeInfo} node */
const rank = ({ roles }) => (roles.includes('ingest') ? 0 : roles.includes('relay') ? 1 : 2);

/** @param {NodeInfo} node */
function makeRow(node) {
    const row = document.createElement('tr');
    row.dataset.node = node.id;
    const name = document.createElement('th');
    name.scope = 'row';
    row.append(name, ...Array.from({ length: 7 }, () => document.createElement('td')));
    if (node.url) {
        const link = document.createElement('a');
        link.href = new URL('/dashboard', node.url).href;
        link.textContent = node.id;
        name.append(link);
    } else {
        name.textContent = node.id;
    }
    return row;
}

/** @param {HTMLTableRowElement} row @param {NodeInfo} node */
function fillRow(row, node) {
    const state = stateOf(node);
    row.dataset.state = state;
    const links = node.report?.links ?? [];
    const watching = Object.values(node.viewers).reduce((sum, count) => sum + count, 0);
    const texts = [
        node.roles.join(', '),
        node.region,
        watching.toLocaleString('en'),
        `${node.children.toLocaleString('en')} of ${node.capacity.toLocaleString('en')}`,
        node.report ? bitrate(links.reduce((sum, link) => sum + link.sentBps, 0)) : '–',
        node.report ? node.report.failovers.toLocaleString('en') : '–',
        state,
    ];
    texts.forEach((text, i) => {
        const cell = row.cells[i + 1];
        if (cell.textContent !== text) {
            cell.textContent = text;
        }
    });
}

view.addEventListener('group', (event) => opened.add(/** @type {CustomEvent<string>} */ (event).detail));
chosen.addEventListener('change', () => {
    const url = new URL(location.href);
    url.searchParams.set('stream', chosen.value);
    history.replaceState(null, '', url);
    void refresh();
});
repeatWhileVisible(refresh, REFRESH_MS);
