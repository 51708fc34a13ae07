package dev.treecast.webrtc.sdp;

/** An ICE generation's user name fragment and password. */
public record IceAttributes(String ufrag, String pwd) {

    /** Without the password. */
    @Override
    public String toString() {
        return "IceAttributes[" + ufrag + "]";
    }
}
