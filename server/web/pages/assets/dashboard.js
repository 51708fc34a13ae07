import { ClusterMemory } from './cluster-memory.js';
import { totalsOf, treesOf } from './cluster-state.js';
import { ClusterTables } from './cluster-tables.js';
import { bitrate, span, viewers } from './format.js';
import { Keyed, setText } from './keyed.js';
import { find, repeatWhileVisible, showStats, watchLink } from './page.js';
import { byName } from './tree-layout.js';
import { TreeView } from './tree-view.js';

/** The page that draws the cluster: asks the node that serves it, once a second. */

const REFRESH_MS = 1_000;
/** A server that is no node of a cluster may be one after a restart. */
const NO_CLUSTER_MS = 10_000;
const ANSWER_MS = 8_000;
/** Trees that are drawn: those with the most viewers; the tables have all. */
const TREES_MAX = 20;

const page = find('#cluster', HTMLElement);
const none = find('#no-cluster', HTMLElement);
const problem = find('#problem', HTMLElement);
const why = find('#problem [data-part=why]', HTMLElement);
const since = find('#problem [data-part=since]', HTMLElement);
const directory = find('#directory', HTMLElement);
const quiet = find('#quiet', HTMLElement);
const more = find('#more-trees', HTMLElement);
const template = find('#tree', HTMLTemplateElement);

const memory = new ClusterMemory();
const tables = new ClusterTables();
const panels = new Keyed(find('#trees', HTMLElement), makePanel);

/** When the last picture came, by the wall clock; nothing before the first. @type {number | undefined} */
let seenMs;
let askAgainMs = 0;

/** @param {string} stream */
function makePanel(stream) {
    const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const element = find('section', HTMLElement, fragment);
    const view = new TreeView(stream, `tree-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`);
    const name = find('h2 a', HTMLAnchorElement, element);
    element.dataset.stream = stream;
    name.textContent = stream;
    name.href = watchLink(stream);
    const scroller = find('.tree-scroll', HTMLElement, element);
    scroller.setAttribute('aria-label', `Tree of ${stream}`);
    scroller.append(view.element);
    return { element, view, scroller, isNew: true, facts: find('[data-part=facts]', HTMLElement, element) };
}

/** @param {import('./cluster-state.js').ClusterState} state */
function show(state) {
    const trees = treesOf(state);
    const remembered = memory.update(trees, performance.now());
    const drawn = remembered.toSorted((one, other) => other.viewers - one.viewers || byName(one.stream, other.stream)).slice(0, TREES_MAX)
        .sort((one, other) => byName(one.stream, other.stream));
    panels.show(drawn.map((tree) => [tree.stream, tree]), ({ view, facts }, tree) => {
        const there = tree.nodes.filter(({ leftMs }) => leftMs === undefined).length;
        setText(facts, there === 0 ? 'over' : `${viewers(tree.viewers)} on ${there} ${there === 1 ? 'node' : 'nodes'}`);
        view.update(tree, state.self);
    });
    page.hidden = false;
    for (const { stream } of drawn) {
        const panel = panels.get(stream);
        if (panel?.isNew) {
            // The ingest node stands in the middle; where the tree is wider than the page, that is what one sees first.
            panel.isNew = false;
            panel.scroller.scrollLeft = (panel.scroller.scrollWidth - panel.scroller.clientWidth) / 2;
        }
    }
    quiet.hidden = remembered.length > 0;
    more.hidden = remembered.length <= TREES_MAX;
    setText(more, `And ${remembered.length - TREES_MAX} more streams with fewer viewers: see the tables.`);
    tables.show(state, trees);
    const totals = totalsOf(state);
    showStats({
        viewers: totals.viewers.toLocaleString('en'),
        streams: totals.streams.toLocaleString('en'),
        nodes: totals.draining ? `${totals.nodes}, ${totals.draining} draining` : totals.nodes.toLocaleString('en'),
        sent: bitrate(totals.sentBps),
    });
    showDirectory(state);
}

/** @param {import('./cluster-state.js').ClusterState} state */
function showDirectory({ self, directory: { kind, state, sinceSeconds } }) {
    const isAway = kind === 'redis' && state !== 'connected';
    directory.dataset.state = isAway ? 'away' : 'connected';
    setText(directory, kind === 'static'
        ? `Seen from ${self}. This tree has no Redis: a node knows itself, and of others what comes over its links.`
        : isAway
            ? `Redis cannot be reached${sinceSeconds > 0 ? ` for ${span(sinceSeconds)}` : ''}. Streams go on; what ${self} shows of other nodes is from before.`
            : `Seen from ${self}. Redis answers.`);
}

/** What is there stays, grey, with its age; only why is read out, not each second that passes. @param {string} text */
function fail(text) {
    page.classList.add('stale');
    problem.hidden = false;
    setText(why, text);
    setText(since, seenMs === undefined
        ? 'This page keeps trying.'
        : `The picture is from ${new Date(seenMs).toLocaleTimeString()}, ${span((Date.now() - seenMs) / 1000)} ago; this page keeps trying.`);
}

async function refresh() {
    if (Date.now() < askAgainMs) {
        return;
    }
    let response;
    try {
        response = await fetch('/api/cluster', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) });
        if (response.ok) {
            show(await response.json());
            seenMs = Date.now();
            page.classList.remove('stale');
            problem.hidden = true;
            none.hidden = true;
            return;
        }
    } catch {
        fail('The server does not answer.');
        return;
    }
    if (response.status === 404) {
        askAgainMs = Date.now() + NO_CLUSTER_MS;
        problem.hidden = true;
        page.hidden = true;
        none.hidden = false;
    } else {
        fail(`The server answers with status ${response.status}.`);
    }
}

repeatWhileVisible(refresh, REFRESH_MS);
