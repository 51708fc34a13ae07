/** A worker that ticks: unlike a page's timers, a worker's are not slowed down when the page goes out of view. */
let timer = 0;

onmessage = ({ data: intervalMs }) => {
    clearInterval(timer);
    timer = setInterval(() => postMessage(0), intervalMs);
};
