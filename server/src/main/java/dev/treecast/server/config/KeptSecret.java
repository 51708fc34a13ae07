package dev.treecast.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A secret that is made once and kept in a file for this user's eyes only (0600). */
public final class KeptSecret {
    /** 256 bits: not to be guessed, whatever the rate. */
    private static final int SECRET_BYTES = 32;

    private KeptSecret() {}

    /** The file's text without white space around it; where there is no file yet, 43 characters of base64url that it holds from now on. */
    public static String readOrMake(Path file, SecureRandom random) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                write(file, secret);
            } catch (FileAlreadyExistsException raced) {
                return Files.readString(file).strip();
            }
            return secret;
        }
    }

    private static void write(Path file, String secret) throws IOException {
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {ownerOnly()}
                        : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
