#!/usr/bin/python3
"""A viewer on aiortc who takes part: WHEP with video and the three negotiated data channels of the interaction.

Usage: aiortc_viewer.py URL BUTTON POLL OPTION

Says hello, and once the snapshot has come presses and lets go of BUTTON and votes for OPTION in POLL.
Prints one JSON line whenever something has happened, until SIGTERM, then ends its session with DELETE.
"""
import asyncio
import json
import signal
import struct
import sys
import urllib.parse
import urllib.request

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

# aioice leaves loopback out, and these tests use nothing else.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]

PROTOCOL = "treecast.v1"
PRESS, RELEASE = 1, 2
TALLY = 2

report = {"frames": 0, "heard": [], "tallies": []}


def say_report():
    print(json.dumps(report), flush=True)


def request(method, url, body=None):
    headers = {"Content-Type": "application/sdp"} if body else {}
    data = body.encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=10) as response:
        return response.headers, response.read().decode()


def input_frame(control, action, number):
    """0x01, no seen frame, one record."""
    return struct.pack(">BBIHBH", 1, 0, 0, control, action, number)


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def read_tally(data):
    (control,) = struct.unpack_from(">H", data, 1)
    number, at = read_varint(data, 3)
    options, at = data[at], at + 1
    counts = []
    for _ in range(options):
        count, at = read_varint(data, at)
        counts.append(count)
    return {"control": control, "round": number, "counts": counts}


class Part:
    """What this viewer says, and what it hears."""

    def __init__(self, connection, button, poll, option):
        self.button, self.poll, self.option = button, poll, option
        self.ctl = connection.createDataChannel("ctl", negotiated=True, id=0, protocol=PROTOCOL)
        self.input = connection.createDataChannel(
            "in", negotiated=True, id=1, ordered=False, maxPacketLifeTime=100, protocol=PROTOCOL)
        self.out = connection.createDataChannel(
            "out", negotiated=True, id=2, ordered=False, maxRetransmits=0, protocol=PROTOCOL)
        self.ctl.on("open", self.hello)
        self.ctl.on("message", self.hear)
        self.out.on("message", self.hear_out)

    def say(self, message):
        self.ctl.send(json.dumps(message))

    def hello(self):
        self.say({"type": "hello", "version": 1, "role": "viewer", "client": "aiortc"})

    def hear(self, text):
        message = json.loads(text)
        report["heard"].append(message["type"])
        if message["type"] in ("welcome", "snapshot", "ballot", "error"):
            report[message["type"]] = message
        if message["type"] == "snapshot" and message["live"]:
            self.take_part(message["controls"])
        elif message["type"] == "result":
            report["result"] = message
        say_report()

    def take_part(self, controls):
        for number, action in ((1, PRESS), (2, RELEASE)):
            frame = input_frame(controls[self.button]["number"], action, number)
            for _ in range(3):  # As a viewer does: the channel loses, and the server counts a number once.
                self.input.send(frame)
        poll = controls[self.poll]
        self.say({"type": "ballot", "control": self.poll, "round": poll["round"], "option": self.option})

    def hear_out(self, data):
        if data[0] == TALLY:
            report["tallies"] = report["tallies"][-9:] + [read_tally(data)]
            say_report()


async def count(track):
    while True:
        try:
            await track.recv()
        except MediaStreamError:
            return
        report["frames"] += 1
        if report["frames"] % 10 == 0:
            say_report()


async def main(url, button, poll, option):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    # Its own offers have the data section of an old draft ("DTLS/SCTP 5000"); this is RFC 8841's, with which it answers others.
    connection._sctpLegacySdp = False
    consumers = []
    connection.on("track", lambda track: consumers.append(asyncio.ensure_future(count(track))))
    connection.addTransceiver("video", direction="recvonly")
    Part(connection, button, poll, int(option))
    await connection.setLocalDescription(await connection.createOffer())
    loop = asyncio.get_running_loop()
    headers, answer = await loop.run_in_executor(None, request, "POST", url, connection.localDescription.sdp)
    resource = urllib.parse.urljoin(url, headers["Location"])
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
    await loop.run_in_executor(None, request, "DELETE", resource)
    await connection.close()


asyncio.run(main(*sys.argv[1:]))
