package dev.treecast.server.texts;

import dev.treecast.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's file of words, read again when it changes. What cannot be read leaves the list as it was. */
final class WordFile implements AutoCloseable {
    /** 1 MiB: some 100,000 words, which take 50 ms to read and a few dozen MB to hold. */
    private static final long BYTES_MAX = 1 << 20;

    private static final long LOOK_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(WordFile.class);

    private record Version(FileTime modified, long size) {}

    private final Path path;
    private volatile WordList list;
    private Version version;
    private @Nullable String lastComplaint;
    private @Nullable ScheduledExecutorService looking;

    private WordFile(Path path, Version version, WordList list) {
        this.path = path;
        this.version = version;
        this.list = list;
    }

    static WordFile open(Path path) throws ConfigurationException {
        try {
            Version version = version(path);
            return new WordFile(path, version, read(path, version));
        } catch (IOException e) {
            throw new ConfigurationException("--text-words: " + path + " cannot be read (" + e.getMessage() + ").");
        }
    }

    private static Version version(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size());
    }

    private static WordList read(Path path, Version version) throws IOException {
        if (version.size > BYTES_MAX) {
            throw new IOException("it is over 1 MiB");
        }
        return new WordList(Files.readAllLines(path));
    }

    WordList list() {
        return list;
    }

    /** Looks at the file every 5 s from now on. */
    void follow() {
        looking = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("words").unstarted(task));
        var unused = looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Reads the file if it is another one. */
    void look() {
        try {
            Version now = version(path);
            if (!now.equals(version)) {
                list = read(path, now);
                version = now;
                lastComplaint = null;
                LOG.info("Words read again from {}", path);
            }
        } catch (IOException e) {
            String complaint = e.toString();
            if (!complaint.equals(lastComplaint)) {
                lastComplaint = complaint;
                LOG.warn("The list of words stays as it was: {} cannot be read ({})", path, complaint);
            }
        }
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.shutdownNow();
        }
    }
}
