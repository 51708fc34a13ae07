package dev.treecast.tree.directory.redis;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A CA with a certificate for servers on 127.0.0.1, in files. */
final class RedisCertificates {
    private static final long VALID_SECONDS = 3_600;

    private final Path folder;
    private final String name;

    /** @param endsInSeconds when the server's certificate ends; before now is allowed */
    RedisCertificates(Path folder, String name, long endsInSeconds) throws Exception {
        this.folder = folder;
        this.name = name;
        KeyPair authority = keyPair();
        KeyPair server = keyPair();
        Instant end = Instant.now().plusSeconds(VALID_SECONDS);
        write(
                ca(),
                "CERTIFICATE",
                certificate(name, end, authority, authority.getPrivate(), true).getEncoded());
        write(
                path("cert"),
                "CERTIFICATE",
                certificate("redis", Instant.now().plusSeconds(endsInSeconds), server, authority.getPrivate(), false)
                        .getEncoded());
        write(path("key"), "PRIVATE KEY", server.getPrivate().getEncoded());
    }

    RedisCertificates(Path folder, String name) throws Exception {
        this(folder, name, VALID_SECONDS);
    }

    Path ca() {
        return path("ca");
    }

    /** What a redis-server shows, and that it wants none shown. */
    String[] options(String... more) {
        String[] own = {
            "--tls-cert-file",
            "" + path("cert"),
            "--tls-key-file",
            "" + path("key"),
            "--tls-ca-cert-file",
            "" + ca(),
            "--tls-auth-clients",
            "no"
        };
        String[] all = new String[own.length + more.length];
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    private Path path(String part) {
        return folder.resolve(name + "-" + part + ".pem");
    }

    private X509CertificateHolder certificate(
            String subject, Instant end, KeyPair of, PrivateKey signedWith, boolean authority) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + name),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(Instant.now().minusSeconds(VALID_SECONDS)),
                Date.from(end),
                new X500Name("CN=" + subject),
                of.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            GeneralName host = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signedWith));
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static void write(Path file, String type, byte[] der) throws IOException {
        StringWriter pem = new StringWriter();
        try (PemWriter writer = new PemWriter(pem)) {
            writer.writeObject(new PemObject(type, der));
        }
        Files.writeString(file, pem.toString());
    }
}
