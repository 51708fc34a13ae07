package dev.treecast.server.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

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
                NewFile.writeSecret(file, secret + "\n");
            } catch (FileAlreadyExistsException raced) {
                return Files.readString(file).strip();
            }
            return secret;
        }
    }
}
