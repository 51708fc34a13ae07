package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers what an agent said, in order. */
final class RecordingOutput implements IceOutput {
    static final class Sent {
        private final InetSocketAddress to;
        private final byte[] data;

        Sent(InetSocketAddress to, byte[] data) {
            this.to = to;
            this.data = data;
        }

        InetSocketAddress to() {
            return to;
        }

        byte[] data() {
            return data;
        }

        StunMessage message() {
            StunMessage message = new StunMessage();
            if (!message.parse(data, 0, data.length)) {
                throw new AssertionError("not STUN");
            }
            return message;
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    @Override
    public void send(InetSocketAddress to, byte[] data, int off, int len) {
        sent.add(new Sent(to, Arrays.copyOfRange(data, off, off + len)));
    }

    @Override
    public void selected(InetSocketAddress address) {
        events.add("selected " + address.getPort());
    }

    @Override
    public void validated(InetSocketAddress address) {
        events.add("validated " + address.getPort());
    }

    @Override
    public void forgotten(InetSocketAddress address) {
        events.add("forgotten " + address.getPort());
    }

    @Override
    public void retired(IceCredentials local) {
        events.add("retired " + local.usernameFragment());
    }

    @Override
    public void failed(IceFailure failure) {
        events.add("failed " + failure);
    }

    Sent last() {
        return sent.getLast();
    }

    StunMessage lastMessage() {
        return last().message();
    }
}
