// One server, one page origin and the browsers of a test file: started once, cleaned up even when a start fails half-way.
import { after, before } from 'node:test';
import { launchChromium, launchFirefox, openClient, servePage } from './browsers.mjs';
import { startServer } from './server.mjs';

/** Registers start and clean-up with node's runner. Fields are there once tests run. */
export function rig({ chromium = true, firefox = false, server = {}, chromiumArgs = [] } = {}) {
    const stage = { open: (browser = stage.chromium) => openClient(browser, stage.page.url) };
    const cleanUps = [];
    before(async () => {
        if (server) {
            stage.server = await startServer(server);
            cleanUps.push(() => stage.server.stop());
        }
        stage.page = await servePage();
        cleanUps.push(() => stage.page.close());
        if (chromium) {
            stage.chromium = await launchChromium({ args: chromiumArgs });
            cleanUps.push(() => stage.chromium.close());
        }
        if (firefox) {
            stage.firefox = await launchFirefox();
            cleanUps.push(() => stage.firefox.close());
        }
    }, { timeout: 240_000 });
    after(async () => {
        const failures = [];
        for (const cleanUp of cleanUps.reverse()) {
            await cleanUp().catch((error) => failures.push(error));
        }
        if (failures.length) throw failures[0];
    }, { timeout: 60_000 });
    return stage;
}
