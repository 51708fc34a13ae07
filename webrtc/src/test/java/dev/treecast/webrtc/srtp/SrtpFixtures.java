package dev.treecast.webrtc.srtp;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Keys, packets and the combinations of ciphers and profiles that the SRTP tests share. */
final class SrtpFixtures {

    static final int SSRC = 0xCAFE_BABE;

    private SrtpFixtures() {}

    /** The JDK's, and those of libraries that this machine has ({@link SrtpCiphersTest} fails where it has one and it is not used). */
    static List<SrtpCiphers> ciphers() {
        List<SrtpCiphers> all = new ArrayList<>(List.of(SrtpCiphers.jdk()));
        SrtpCiphers.libcrypto().ifPresent(all::add);
        SrtpCiphers.ipsecMb().ifPresent(all::add);
        return all;
    }

    static Stream<Arguments> ciphersAndProfiles() {
        return ciphers().stream()
                .flatMap(ciphers -> Stream.of(SrtpProfile.values()).map(profile -> Arguments.of(ciphers, profile)));
    }

    /** Key 00 01 02 …, salt A0 A1 A2 …. */
    static SrtpKeys keys(SrtpProfile profile) {
        return new SrtpKeys(profile, counting(0, profile.keyLength()), counting(0xA0, profile.saltLength()));
    }

    static SrtpSender sender(SrtpProfile profile, SrtpCiphers ciphers) {
        return new SrtpSender(keys(profile), ciphers, SrtpOptions.defaults());
    }

    static SrtpReceiver receiver(SrtpProfile profile, SrtpCiphers ciphers) {
        return new SrtpReceiver(keys(profile), ciphers, SrtpOptions.defaults());
    }

    static byte[] counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    /** Version 2, payload type 96, counting payload. */
    static byte[] rtp(int ssrc, int sequenceNumber, int payloadLength) {
        return rtp(ssrc, sequenceNumber, payloadLength, 0, -1);
    }

    /** @param extensionWords -1 for no header extension */
    static byte[] rtp(int ssrc, int sequenceNumber, int payloadLength, int contributing, int extensionWords) {
        int headerLength = 12 + 4 * contributing + (extensionWords < 0 ? 0 : 4 + 4 * extensionWords);
        byte[] packet = counting(7, headerLength + payloadLength);
        packet[0] = (byte) (0x80 | contributing | (extensionWords < 0 ? 0 : 0x10));
        packet[1] = 96;
        packet[2] = (byte) (sequenceNumber >> 8);
        packet[3] = (byte) sequenceNumber;
        PacketFields.writeInt(packet, 8, ssrc);
        if (extensionWords >= 0) {
            PacketFields.writeInt(packet, 12 + 4 * contributing, 0xBEDE_0000 | extensionWords);
        }
        return packet;
    }

    static PlainRtpPacket plain(byte[] packet) {
        PlainRtpPacket plain = new PlainRtpPacket(packet.length + 100);
        System.arraycopy(packet, 0, plain.bytes(), 0, packet.length);
        if (!plain.written(packet.length)) {
            throw new AssertionError("no RTP packet");
        }
        return plain;
    }

    /** A receiver report without blocks and some bytes behind it. */
    static byte[] rtcp(int ssrc, int length) {
        byte[] packet = counting(9, length);
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 201;
        PacketFields.writeInt(packet, 4, ssrc);
        return packet;
    }

    static byte[] protectRtp(SrtpSender sender, byte[] packet) {
        byte[] out = new byte[packet.length + sender.profile().rtpOverhead()];
        int length = sender.protectRtp(packet, 0, packet.length, out, 0);
        if (length != out.length) {
            throw new AssertionError("not protected: " + length);
        }
        return out;
    }

    static byte[] protectRtcp(SrtpSender sender, byte[] packet) {
        byte[] out = new byte[packet.length + sender.profile().rtcpOverhead()];
        int length = sender.protectRtcp(packet, 0, packet.length, out, 0);
        if (length != out.length) {
            throw new AssertionError("not protected: " + length);
        }
        return out;
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", "").toLowerCase(Locale.ROOT));
    }
}
