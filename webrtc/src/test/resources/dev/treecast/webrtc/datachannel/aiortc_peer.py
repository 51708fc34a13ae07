"""aiortc's SCTP over plain UDP: it echoes every message on every channel, and loses a share of the packets.

Arguments: role (client or server), loss (0 to 1). Prints its port, and then one line for each event.
"""

import asyncio
import random
import sys

from aiortc import RTCDataChannel, RTCDataChannelParameters
from aiortc.rtcsctptransport import RTCSctpCapabilities, RTCSctpTransport

client = sys.argv[1] == "client"
loss = float(sys.argv[2])
dice = random.Random(5)


class Ice:
    role = "controlling" if client else "controlled"


class Dtls(asyncio.DatagramProtocol):
    """What RTCSctpTransport needs of a DTLS transport."""

    state = "connected"
    transport = Ice()

    def __init__(self):
        self.receiver = None
        self.peer = None
        self.waiting = []

    def connection_made(self, transport):
        self.udp = transport

    def datagram_received(self, data, address):
        first = self.peer is None
        self.peer = address
        if first:
            for packet in self.waiting:
                self.udp.sendto(packet, address)
        if self.receiver is not None and dice.random() >= loss:
            asyncio.ensure_future(self.receiver._handle_data(data))

    def _register_data_receiver(self, receiver):
        self.receiver = receiver

    def _unregister_data_receiver(self, receiver):
        self.receiver = None

    async def _send_data(self, data):
        if self.peer is None:
            self.waiting.append(data)
        elif dice.random() >= loss:
            self.udp.sendto(data, self.peer)


def say(text):
    print(text, flush=True)


def serve(channel):
    @channel.on("message")
    def on_message(message):
        if message == "close":
            channel.close()
        else:
            channel.send(message)

    @channel.on("close")
    def on_close():
        say("closed " + channel.label)


async def main():
    loop = asyncio.get_event_loop()
    _, dtls = await loop.create_datagram_endpoint(Dtls, local_addr=("127.0.0.1", 0))
    sctp = RTCSctpTransport(dtls)

    @sctp.on("datachannel")
    def on_datachannel(channel):
        say("opened " + channel.label)
        serve(channel)

    say(str(dtls.udp.get_extra_info("sockname")[1]))
    await sctp.start(RTCSctpCapabilities(maxMessageSize=65536), 5000)
    serve(RTCDataChannel(sctp, RTCDataChannelParameters(label="fixed", negotiated=True, id=7)))
    serve(RTCDataChannel(sctp, RTCDataChannelParameters(label="theirs", protocol="p", ordered=False, maxRetransmits=3)))
    while sctp.state != "closed":
        await asyncio.sleep(0.05)
    say("over")


asyncio.get_event_loop().run_until_complete(main())
