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
import java.util.Optional;
import java.util.Set;

/**
 * The key that lets a streamer publish.
 *
 * @param value as it goes behind "Bearer"
 * @param file where it is kept; empty when the operator gave it
 */
public record PublishKey(String value, Optional<Path> file) {
    /** 256 bits: not to be guessed, whatever the rate. */
    private static final int KEY_BYTES = 32;

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
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            byte[] bytes = new byte[KEY_BYTES];
            random.nextBytes(bytes);
            String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                write(file, key);
            } catch (FileAlreadyExistsException raced) {
                return read(file);
            }
            return key;
        }
    }

    private static String read(Path file) throws IOException, ConfigurationException {
        String key = Files.readString(file).strip();
        if (!ServerOptionsReader.isBearerToken(key)) {
            throw new ConfigurationException(
                    file + " holds no usable key; delete it, and the next start makes a new one.");
        }
        return key;
    }

    private static void write(Path file, String key) throws IOException {
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {ownerOnly()}
                        : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            channel.write(ByteBuffer.wrap((key + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "PublishKey[…]";
    }
}
