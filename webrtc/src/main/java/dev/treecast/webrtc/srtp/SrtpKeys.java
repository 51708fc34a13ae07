package dev.treecast.webrtc.srtp;

/** The master key and salt of one direction (RFC 3711, section 3.2.1). Holds copies; never prints them. */
public final class SrtpKeys {

    private final SrtpProfile profile;
    private final byte[] masterKey;
    private final byte[] masterSalt;

    /** @throws IllegalArgumentException where the lengths are not the profile's */
    public SrtpKeys(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        if (masterKey.length != profile.keyLength() || masterSalt.length != profile.saltLength()) {
            throw new IllegalArgumentException(
                    profile + " takes a key of " + profile.keyLength() + " bytes and a salt of " + profile.saltLength()
                            + ", not " + masterKey.length + " and " + masterSalt.length);
        }
        this.profile = profile;
        this.masterKey = masterKey.clone();
        this.masterSalt = masterSalt.clone();
    }

    public SrtpProfile profile() {
        return profile;
    }

    SrtpSessionKeys rtp() {
        return derive(SrtpKeyDerivation.LABEL_RTP, false);
    }

    SrtpSessionKeys rtcp() {
        return derive(SrtpKeyDerivation.LABEL_RTCP, true);
    }

    private SrtpSessionKeys derive(int label, boolean rtcp) {
        return new SrtpSessionKeys(
                profile,
                rtcp,
                SrtpKeyDerivation.derive(
                        masterKey, masterSalt, label + SrtpKeyDerivation.ENCRYPTION, profile.keyLength()),
                SrtpKeyDerivation.derive(
                        masterKey,
                        masterSalt,
                        label + SrtpKeyDerivation.AUTHENTICATION,
                        profile.authenticationKeyLength()),
                SrtpKeyDerivation.derive(masterKey, masterSalt, label + SrtpKeyDerivation.SALT, profile.saltLength()));
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
