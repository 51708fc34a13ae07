import type { Viewer } from '/assets/sdk/viewer.js';
import type { WhepPlayer } from './pages/assets/whep.js';
import type { WhipPublisher } from './pages/assets/whip.js';

declare global {
    interface Window {
        /** What runs on this page, for tests and for the curious at the console. */
        treecast: { player?: WhepPlayer; publisher?: WhipPublisher; previews?: Map<string, WhepPlayer>; viewer?: Viewer };
    }

    interface HeaderExtensionCapability {
        uri: string;
        direction: RTCRtpTransceiverDirection;
    }

    /** WebRTC Extended Use Cases; Chromium has it, TypeScript's library does not yet. */
    interface RTCRtpTransceiver {
        getHeaderExtensionsToNegotiate?(): HeaderExtensionCapability[];
        setHeaderExtensionsToNegotiate?(extensions: HeaderExtensionCapability[]): void;
    }

    /** Network Information API. */
    interface Navigator {
        connection?: EventTarget & { type?: string; saveData?: boolean };
    }

    interface RTCRtpSynchronizationSource {
        captureTimestamp?: number;
    }
}
