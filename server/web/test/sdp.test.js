import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iceFragment, withIceFragment, withPriorities, withReferenceTimes, withStartBitrate, withStereo } from '../pages/assets/sdp.js';

const crlf = (/** @type {string[]} */ ...lines) => lines.join('\r\n') + '\r\n';

const OFFER = crlf(
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0 1',
    'a=msid-semantic: WMS',
    'm=video 9 UDP/TLS/RTP/SAVPF 96 97 102',
    'c=IN IP4 0.0.0.0',
    'a=candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host',
    'a=ice-ufrag:New1',
    'a=ice-pwd:new-password-of-some-length',
    'a=ice-options:trickle',
    'a=mid:0',
    'a=rtpmap:96 VP8/90000',
    'a=rtpmap:97 rtx/90000',
    'a=fmtp:97 apt=96',
    'a=rtpmap:102 H264/90000',
    'a=fmtp:102 packetization-mode=1;profile-level-id=42e01f',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=ice-ufrag:New1',
    'a=ice-pwd:new-password-of-some-length',
    'a=mid:1',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
);

const ANSWER = crlf(
    'v=0',
    'o=- 3 4 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0 1',
    'm=video 7000 UDP/TLS/RTP/SAVPF 102',
    'a=mid:0',
    'a=ice-ufrag:old1',
    'a=ice-pwd:old-password',
    'a=fingerprint:sha-256 AA:BB',
    'a=candidate:1 1 udp 1 192.0.2.1 7000 typ host',
    'a=end-of-candidates',
    'a=sendonly',
    'm=audio 7000 UDP/TLS/RTP/SAVPF 111',
    'a=mid:1',
    'a=ice-ufrag:old1',
    'a=ice-pwd:old-password',
);

test('should send credentials and candidates of the bundle in the restart fragment', () => {
    assert.equal(
        iceFragment(OFFER),
        crlf(
            'a=group:BUNDLE 0 1',
            'm=video 9 UDP/TLS/RTP/SAVPF 96 97 102',
            'a=candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host',
            'a=ice-ufrag:New1',
            'a=ice-pwd:new-password-of-some-length',
            'a=mid:0',
        ),
    );
});

test('should change nothing but ICE in the answer after a restart', () => {
    const fragment = crlf(
        'a=ice-lite',
        'm=video 9 UDP/TLS/RTP/SAVPF 0',
        'a=mid:0',
        'a=ice-ufrag:fresh',
        'a=ice-pwd:fresh-password',
        'a=candidate:2 1 udp 1 192.0.2.1 7001 typ host',
        'a=end-of-candidates',
    );
    assert.equal(
        withIceFragment(ANSWER, fragment),
        crlf(
            'v=0',
            'o=- 3 4 IN IP4 127.0.0.1',
            's=-',
            't=0 0',
            'a=ice-lite',
            'a=group:BUNDLE 0 1',
            'm=video 7000 UDP/TLS/RTP/SAVPF 102',
            'a=mid:0',
            'a=ice-ufrag:fresh',
            'a=ice-pwd:fresh-password',
            'a=fingerprint:sha-256 AA:BB',
            'a=sendonly',
            'a=candidate:2 1 udp 1 192.0.2.1 7001 typ host',
            'a=end-of-candidates',
            'm=audio 7000 UDP/TLS/RTP/SAVPF 111',
            'a=mid:1',
            'a=ice-ufrag:fresh',
            'a=ice-pwd:fresh-password',
        ),
    );
});

test('should keep the known candidates when the fragment names none, and take bare line feeds', () => {
    const answer = withIceFragment(ANSWER, 'a=ice-ufrag:fresh\na=ice-pwd:fresh-password\n');
    assert.match(answer, /a=ice-ufrag:fresh\r\n/);
    assert.match(answer, /a=candidate:1 1 udp 1 192\.0\.2\.1 7000 typ host\r\na=end-of-candidates\r\n/);
});

test('should refuse a restart without credentials', () => {
    assert.throws(() => withIceFragment(ANSWER, 'a=mid:0\r\n'), SyntaxError);
});

test('should start every video codec higher, and only video codecs', () => {
    const sdp = withStartBitrate(OFFER, 1_750_000);
    assert.match(sdp, /a=rtpmap:96 VP8\/90000\r\na=fmtp:96 x-google-start-bitrate=1750\r\n/);
    assert.match(sdp, /a=fmtp:102 packetization-mode=1;profile-level-id=42e01f;x-google-start-bitrate=1750\r\n/);
    assert.match(sdp, /a=fmtp:97 apt=96\r\n/);
    assert.match(sdp, /a=fmtp:111 minptime=10;useinbandfec=1\r\n/);
    assert.equal(withStartBitrate(sdp, 1_750_000), sdp, 'twice is the same as once');
});

test('should ask for both channels of Opus', () => {
    assert.match(withStereo(OFFER), /a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n/);
    assert.match(withStereo(OFFER, 128_000), /;stereo=1;maxaveragebitrate=128000\r\n/);
    assert.equal(withStereo(OFFER.slice(0, OFFER.indexOf('m=audio'))), OFFER.slice(0, OFFER.indexOf('m=audio')));
});

test('should ask for the round trip with every codec that asks for lost packets', () => {
    const offer = crlf(
        'v=0',
        'o=- 1 2 IN IP4 127.0.0.1',
        'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
        'a=rtpmap:96 VP8/90000',
        'a=rtcp-fb:96 nack',
        'a=rtcp-fb:96 nack pli',
        'a=rtpmap:97 rtx/90000',
        'm=audio 9 UDP/TLS/RTP/SAVPF 111',
        'a=rtpmap:111 opus/48000/2',
        'a=rtcp-fb:111 nack',
    );
    assert.equal(
        withReferenceTimes(offer),
        offer.replace('a=rtcp-fb:96 nack\r\n', 'a=rtcp-fb:96 nack\r\na=rtcp-fb:96 rrtr\r\n'),
    );
    const firefox = offer.replace('o=- ', 'o=mozilla...THIS_IS_SDPARTA-153.0 ');
    assert.equal(withReferenceTimes(firefox), firefox);
});

test('should put the candidates of a restart above those before', () => {
    const answer = crlf(
        'v=0',
        'm=video 7000 UDP/TLS/RTP/SAVPF 102',
        'a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host',
        'a=candidate:2 1 udp 2130706175 2001:db8::1 7000 typ host',
        'a=candidate:3 1 tcp 1671430143 192.0.2.1 7000 typ host tcptype passive',
        'a=sendonly',
    );
    const priorities = (/** @type {string} */ sdp) => [...sdp.matchAll(/^a=candidate:\d 1 \w+ (\d+) \S+ 7000 typ host/gm)].map(([, priority]) => Number(priority));
    const first = withPriorities(answer);
    assert.deepEqual(priorities(first), [3, 2, 1]);
    const second = withPriorities(answer, first);
    assert.deepEqual(priorities(second), [6, 5, 4]);
    assert.deepEqual(priorities(withPriorities(second, second)), [9, 8, 7]);
    assert.equal(withPriorities(ANSWER).replace(/udp \d+/, 'udp 1'), ANSWER);
});
