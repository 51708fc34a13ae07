package dev.treecast.webrtc.srtp;

import static dev.treecast.webrtc.srtp.SrtpFixtures.counting;
import static dev.treecast.webrtc.srtp.SrtpFixtures.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SrtpKeyDerivationTest {

    @Test
    void shouldDeriveTheKeysOfRfc3711AppendixB3() {
        byte[] key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        byte[] salt = hex("0EC675AD498AFEEBB6960B3AABE6");

        assertThat(SrtpKeyDerivation.derive(key, salt, 0, 16)).isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(SrtpKeyDerivation.derive(key, salt, 2, 14)).isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(SrtpKeyDerivation.derive(key, salt, 1, 94))
                .isEqualTo(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                        + "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                        + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"));
    }

    @Test
    void shouldDeriveTheKeysOfRfc6188Section72() {
        byte[] key = hex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6");
        byte[] salt = hex("3b04803de51ee7c96423ab5b78d2");

        assertThat(SrtpKeyDerivation.derive(key, salt, 0, 32))
                .isEqualTo(hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"));
        assertThat(SrtpKeyDerivation.derive(key, salt, 2, 14)).isEqualTo(hex("fa31791685ca444a9e07c6c64e93"));
        assertThat(SrtpKeyDerivation.derive(key, salt, 1, 20))
                .isEqualTo(hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
    }

    @Test
    void shouldPadTheSaltOfGcmOnTheRight() {
        byte[] padded = hex("a0a1a2a3a4a5a6a7a8a9aaab0000");

        assertThat(SrtpKeyDerivation.derive(counting(0, 16), counting(0xA0, 12), 0, 16))
                .isEqualTo(SrtpKeyDerivation.derive(counting(0, 16), padded, 0, 16))
                .isEqualTo(hex("077c6143cb221bc355ff23d5f984a16e"));
    }

    @Test
    void shouldSplitExporterMaterialAsRfc5764Section42Says() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        byte[] material = counting(0, profile.exporterLength());

        DtlsSrtpKeys keys = DtlsSrtpKeys.fromExporter(profile, material);

        SrtpKeys client = new SrtpKeys(profile, counting(0, 16), counting(32, 12));
        SrtpKeys server = new SrtpKeys(profile, counting(16, 16), counting(44, 12));
        assertThat(keys.clientWrite().rtp().encryptionKey())
                .isEqualTo(client.rtp().encryptionKey())
                .isNotEqualTo(server.rtp().encryptionKey());
        assertThat(keys.serverWrite().rtp().encryptionKey())
                .isEqualTo(server.rtp().encryptionKey());
        assertThatThrownBy(() -> DtlsSrtpKeys.fromExporter(profile, new byte[55]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKnowTheNumbersOfTheProfiles() {
        assertThat(SrtpProfile.ofDtlsId(1)).isEqualTo(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        assertThat(SrtpProfile.ofDtlsId(7)).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(SrtpProfile.ofDtlsId(8)).isEqualTo(SrtpProfile.AEAD_AES_256_GCM);
        assertThat(SrtpProfile.ofDtlsId(2)).isNull();
        assertThat(SrtpProfile.AES128_CM_HMAC_SHA1_80.exporterLength()).isEqualTo(60);
        assertThat(SrtpProfile.AEAD_AES_256_GCM.exporterLength()).isEqualTo(88);
        assertThat(SrtpProfile.AES128_CM_HMAC_SHA1_80.rtcpOverhead()).isEqualTo(14);
        assertThat(SrtpProfile.AEAD_AES_128_GCM.rtcpOverhead()).isEqualTo(20);
    }

    @Test
    void shouldRefuseKeysOfTheWrongLengthAndNeverPrintThem() {
        assertThatThrownBy(() -> new SrtpKeys(SrtpProfile.AEAD_AES_256_GCM, new byte[16], new byte[12]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
        assertThat(SrtpFixtures.keys(SrtpProfile.AEAD_AES_128_GCM)).hasToString("SrtpKeys[AEAD_AES_128_GCM]");
    }
}
