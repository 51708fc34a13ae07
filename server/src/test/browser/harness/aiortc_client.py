#!/usr/bin/python3
"""A WHIP publisher and a WHEP viewer on aiortc, which speaks only SRTP_AES128_CM_SHA1_80 and DTLS 1.2.

Usage: aiortc_client.py publish|watch URL [KEY]

Prints one JSON line twice a second until SIGTERM, then ends its session with DELETE. The picture
carries the same clock as clock.js: 18 x 2 cells over the top quarter, 28 bits of 0.1 ms and a CRC.
"""
import asyncio
import fractions
import json
import signal
import sys
import time
import urllib.parse
import urllib.request

import aioice.ice
import av
import numpy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

# aioice leaves loopback out, and these tests use nothing else.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 15
COLUMNS, ROWS, TIME_BITS = 18, 2, 28


def checksum(value):
    crc = 0
    for i in reversed(range(TIME_BITS)):
        bit = (value >> i & 1) ^ (crc >> 7)
        crc = (crc << 1 & 0xFF) ^ (0x07 if bit else 0)
    return crc ^ 0x55


def clock_now():
    return int(time.time() * 10_000) % 2**TIME_BITS


def draw_clock(picture, value):
    bits = value | checksum(value) << TIME_BITS
    cells = numpy.array([bits >> i & 1 for i in range(COLUMNS * ROWS)], dtype=numpy.uint8).reshape(ROWS, COLUMNS) * 255
    rows = numpy.minimum(numpy.arange(HEIGHT // 4) * ROWS * 4 // HEIGHT, ROWS - 1)
    columns = numpy.arange(WIDTH) * COLUMNS // WIDTH
    picture[: HEIGHT // 4] = cells[rows][:, columns][:, :, None]


def read_clock(grey):
    height, width = grey.shape
    value = check = 0
    for i in range(COLUMNS * ROWS):
        x = int((i % COLUMNS + 0.5) * width / COLUMNS)
        y = int((i // COLUMNS + 0.5) * height / 4 / ROWS)
        bit = int(grey[y - 2 : y + 2, x - 2 : x + 2].mean() > 128)
        if i < TIME_BITS:
            value |= bit << i
        else:
            check |= bit << (i - TIME_BITS)
    return value if check == checksum(value) else -1


class ClockTrack(VideoStreamTrack):
    def __init__(self):
        super().__init__()
        self.count = 0
        self.start = time.time()

    async def recv(self):
        await asyncio.sleep(max(0, self.start + self.count / FRAMES_PER_SECOND - time.time()))
        picture = numpy.full((HEIGHT, WIDTH, 3), 60, dtype=numpy.uint8)
        left = self.count * 8 % (WIDTH - 40)
        picture[200:240, left : left + 40] = (250, 200, 40)
        draw_clock(picture, clock_now())
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self.count * 90_000 // FRAMES_PER_SECOND, fractions.Fraction(1, 90_000)
        self.count += 1
        report["framesSent"] = self.count
        return frame


class ToneTrack(AudioStreamTrack):
    async def recv(self):
        silent = await super().recv()
        samples = silent.samples
        phase = (silent.pts + numpy.arange(samples)) * 2 * numpy.pi * 440 / silent.sample_rate
        tone = (numpy.sin(phase) * 6_000).astype(numpy.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.pts, frame.sample_rate, frame.time_base = silent.pts, silent.sample_rate, silent.time_base
        return frame


report = {"frames": 0, "misreads": 0, "audioFrames": 0}


def request(method, url, body=None, key=None):
    headers = {"Content-Type": "application/sdp"} if body else {}
    if key:
        headers["Authorization"] = "Bearer " + key
    data = body.encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=10) as response:
        return response.headers, response.read().decode()


async def consume(track):
    while True:
        try:
            frame = await track.recv()
        except MediaStreamError:
            return
        if track.kind == "audio":
            report["audioFrames"] += 1
            continue
        value = read_clock(frame.to_ndarray(format="gray"))
        report["frames"] += 1
        report["size"] = [frame.width, frame.height]
        if value < 0:
            report["misreads"] += 1
        else:
            report["pictureAgeMs"] = (clock_now() - value) % 2**TIME_BITS / 10


async def main(role, url, key=None):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    consumers = []
    connection.on("track", lambda track: consumers.append(asyncio.ensure_future(consume(track))))
    if role == "publish":
        video = connection.addTransceiver(ClockTrack(), direction="sendonly")
        connection.addTransceiver(ToneTrack(), direction="sendonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        video.setCodecPreferences([codec for codec in codecs if codec.name in ("VP8", "rtx")])
    else:
        connection.addTransceiver("video", direction="recvonly")
        connection.addTransceiver("audio", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    loop = asyncio.get_running_loop()
    headers, answer = await loop.run_in_executor(None, request, "POST", url, connection.localDescription.sdp, key)
    resource = urllib.parse.urljoin(url, headers["Location"])
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    while not ended.is_set():
        for consumer in consumers:
            if consumer.done():
                consumer.result()  # its exception, if it has one, ends this program
        print(json.dumps(dict(report, connectionState=connection.connectionState)), flush=True)
        try:
            await asyncio.wait_for(ended.wait(), 0.5)
        except asyncio.TimeoutError:
            pass
    await loop.run_in_executor(None, request, "DELETE", resource, None, key)
    await connection.close()


asyncio.run(main(*sys.argv[1:]))
