import { launchChromium, openClient, servePage } from './harness/browsers.mjs';
import { startServer } from './harness/server.mjs';
const server = await startServer({});
const page0 = await servePage();
const chromium = await launchChromium({});
const [mode, codec, pin, w = '960', h = '540', chro] = process.argv.slice(2);
const p = await openClient(chromium, page0.url);
const v = await openClient(chromium, page0.url);
await v.bringToFront();
const id = await p.client('publish', server.whip('x'), { key: 'test', mimeType: `video/${codec}`, width: +w, height: +h, fps: 24, noise: true, audio: false, layers: [{ scalabilityMode: mode, maxBitrate: 1200000 }] });
await new Promise(r => setTimeout(r, 3000));
const viewer = await v.client('watch', server.whep('x'));
let last;
const res = async () => (await v.client('seen', viewer)).resource;
const r0 = await res();
for (let i = 0; i < 16; i++) {
  await new Promise(r => setTimeout(r, 1000));
  if (i === 4 && pin) console.log(JSON.stringify(await (await fetch(r0 + '/layer', { method: 'POST', body: JSON.stringify({ encodingId: pin }) })).json()).slice(0, 300));
  const s = await v.client('statistics', viewer); const l = await (await fetch(r0 + '/layer')).json(); const pub = await p.client('statistics', id);
  const st = (await server.stream('x')).tracks[0];
  console.log(i, 'fps', last ? ((s.framesDecoded - last.framesDecoded) * 1000 / (s.at - last.at)).toFixed(1) : '-', 'w', (await v.client('seen', viewer)).width, 'kf', s.keyFramesDecoded, 'pli', s.pliCount, 'nack', s.nackCount, 'frz', s.freezeCount, l.encodingId, '->', l.wantedId, 'est', Math.round(l.estimateBps / 1000), (l.layers ?? []).map(x => x.encodingId + ':' + Math.round((x.bitrateBps ?? -1) / 1000)).join(' '), '| pub', st.fps, Math.round(st.bitrateBps / 1000), pub.targetBitrate);
  last = s;
}
console.log(JSON.stringify(await (await fetch(r0 + '/layer')).json(), null, 1).slice(0, 2500));
console.log(server.output().slice(-1500));
await chromium.close(); await page0.close(); await server.stop(); process.exit(0);
