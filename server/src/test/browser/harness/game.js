// A game in the page that publishes: its show goes over the data channels of the WHIP connection. The SDK is the one that the server serves.
import { publish } from './client.js';

const game = { presses: 0, steered: undefined, bought: [], closed: [] };
let sdk;
let show;

async function publishWithChannels(origin, stream, key) {
    sdk ??= await import(`${origin}/assets/sdk/game.js`);
    let channels;
    const session = await publish(`${origin}/whip/${stream}`, { key, prepare: (peer) => { channels = sdk.openChannels(peer); } });
    return { session, channels };
}

/** Publishes, declares the show and lets viewers at it. Returns the session's number. */
export async function play(origin, stream, key) {
    const { session, channels } = await publishWithChannels(origin, stream, key);
    show = await sdk.Show.connect(channels, key);
    show.addEventListener('close', ({ detail }) => game.closed.push(detail.willReopen));
    show.button('jump').onPress((tick) => { game.presses += tick.presses; });
    show.joystick('drone').onTick((tick) => { game.steered = tick; });
    show.button('heal').cost(100).onBuy(async (who, buy) => {
        game.bought.push(who.name);
        await buy.capture();
    });
    await show.ready();
    return session;
}

/** The connection of before is gone: publishes again, and the show goes on over the new one. */
export async function playOn(origin, stream, key) {
    const { session, channels } = await publishWithChannels(origin, stream, key);
    show.attach(channels);
    return session;
}

/** Changes the show's world, over the channels of now. */
export const world = (changes) => show.world(changes);

/** What the game has heard so far, and whether the server listens. */
export const heard = () => ({ ...game, connected: show.connected, epoch: show.epoch });
