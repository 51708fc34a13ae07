package dev.treecast.bench.swarm;

import java.util.zip.CRC32C;

/**
 * Checks the packets of one track that a viewer decrypted against what its publisher sent. The server keeps the publisher's timestamps and
 * shifts its sequence numbers by a constant of the viewer's: the first packet that is found by timestamp and checksum tells that constant,
 * and every later one must be the publisher's packet of that number. Single owner.
 */
final class PayloadCheck {
    /** What came of one packet. */
    enum Verdict {
        /** The very payload that was sent. */
        INTACT,
        /** Another payload, another timestamp, or a number that was never sent. */
        WRONG,
        /** The publisher's log no longer holds it, or no packet has told the constant yet. */
        UNKNOWN
    }

    private final SentLog.Track sent;
    private final CRC32C checksum = new CRC32C();

    private boolean aligned;
    private long lastIndex;
    private int lastSequenceNumber;
    private long sentNs;

    PayloadCheck(SentLog.Track sent) {
        this.sent = sent;
    }

    /**
     * Checks one packet.
     *
     * @param sequenceNumber as the viewer saw it, 0 to 65535
     * @param offset of the payload, padding stripped
     */
    Verdict check(int sequenceNumber, int timestamp, byte[] data, int offset, int length) {
        checksum.reset();
        checksum.update(data, offset, length);
        int sum = (int) checksum.getValue();
        if (!aligned) {
            long index = sent.find(timestamp, sum);
            if (index < 0) {
                return Verdict.UNKNOWN;
            }
            aligned = true;
            return intact(index, sequenceNumber);
        }
        long index = lastIndex + (short) (sequenceNumber - lastSequenceNumber);
        if (!sent.holds(index)) {
            return index >= sent.count() ? Verdict.WRONG : Verdict.UNKNOWN;
        }
        return sent.matches(index, timestamp, sum) ? intact(index, sequenceNumber) : Verdict.WRONG;
    }

    private Verdict intact(long index, int sequenceNumber) {
        lastIndex = index;
        lastSequenceNumber = sequenceNumber;
        sentNs = sent.sentNs(index);
        return Verdict.INTACT;
    }

    /** When the publisher sent the last intact packet, on {@link System#nanoTime}'s clock. */
    long sentNs() {
        return sentNs;
    }
}
