package dev.treecast.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The key that lets a streamer publish.
 *
 * @param value as it goes behind "Bearer"
 * @param file where it is kept; empty when the operator gave it
 */
public record PublishKey(String value, Optional<Path> file) {
    static final String FILE_NAME = "publish-key";

    /** Takes the operator's key, or the one in the data folder, or makes one and keeps it there for this user's eyes only (0600). */
    public static PublishKey load(ServerOptions options, SecureRandom random) throws ConfigurationException {
        Optional<String> given = options.publishKey();
        if (given.isPresent()) {
            return new PublishKey(given.get(), Optional.empty());
        }
        Path file = options.data().resolve(FILE_NAME);
        try {
            Files.createDirectories(options.data());
            return new PublishKey(readOrMake(file, random), Optional.of(file));
        } catch (IOException e) {
            throw new ConfigurationException("The publish key cannot be kept in " + file + " (" + e
                    + "); choose another folder with --data DIR.");
        }
    }

    private static String readOrMake(Path file, SecureRandom random) throws IOException, ConfigurationException {
        String key = KeptSecret.readOrMake(file, random);
        if (!ServerOptionsReader.isBearerToken(key)) {
            throw new ConfigurationException(
                    file + " holds no usable key; delete it, and the next start makes a new one.");
        }
        return key;
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "PublishKey[…]";
    }
}
