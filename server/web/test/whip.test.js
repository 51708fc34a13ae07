import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferCodec } from '../pages/assets/whip.js';

test('should put the chosen codec first and keep the rest in order', () => {
    const codecs = [
        { mimeType: 'video/VP8' },
        { mimeType: 'video/rtx' },
        { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0;profile-level-id=42e01f' },
        { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=640c1f' },
        { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42E01F' },
        { mimeType: 'video/AV1' },
    ];
    assert.deepEqual(preferCodec(codecs, 'H264').map((codec) => codecs.indexOf(codec)), [4, 3, 2, 0, 1, 5]);
    assert.deepEqual(preferCodec(codecs, 'av1').map((codec) => codecs.indexOf(codec)), [5, 0, 1, 2, 3, 4]);
    assert.deepEqual(preferCodec(codecs, 'H265'), codecs);
});
