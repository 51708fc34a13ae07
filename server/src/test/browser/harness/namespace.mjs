// A network namespace with one address on a veth, for Firefox, which never sends to 127.0.0.1. Nothing in it leads anywhere else.
import { execFileSync } from 'node:child_process';

export const HOST = '10.231.7.1';

/** Whether this process may make namespaces. */
export const canMakeNamespaces = () => process.platform === 'linux' && process.getuid() === 0;

/** Makes one; `remove()` takes it away, and so does the end of this process. */
export function makeNamespace() {
    const name = `treecast-${process.pid}`;
    const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    ip('netns', 'add', name);
    const remove = () => {
        process.off('exit', remove);
        ip('netns', 'del', name);
    };
    process.on('exit', remove);
    try {
        ip('-n', name, 'link', 'set', 'lo', 'up');
        ip('-n', name, 'link', 'add', 'media', 'type', 'veth', 'peer', 'name', 'far');
        ip('-n', name, 'addr', 'add', `${HOST}/24`, 'dev', 'media');
        ip('-n', name, 'link', 'set', 'media', 'up');
        ip('-n', name, 'link', 'set', 'far', 'up');
        // Browsers find their default address by asking for the route to a public one.
        ip('-n', name, 'route', 'add', 'default', 'dev', 'media');
    } catch (error) {
        remove();
        throw error;
    }
    return { name, remove };
}
