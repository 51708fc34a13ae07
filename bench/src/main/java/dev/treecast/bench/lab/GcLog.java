package dev.treecast.bench.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The collector's pauses, from the log that the JVM writes ({@code -Xlog:gc,gc+phases:file=…}). */
public final class GcLog {
    /** Every collector ends the line of a pause with its length. */
    private static final Pattern PAUSE = Pattern.compile("Pause .*?([0-9]+\\.[0-9]+)ms$");

    private final Path file;

    public GcLog(Path file) {
        this.file = file;
    }

    /** The JVM's option that makes it write. */
    public String jvmOption() {
        return "-Xlog:gc,gc+phases:file=" + file + ":uptime:filecount=0";
    }

    /** Where the log ends now: for {@link #pausesMsSince}. */
    public long position() throws BenchFailure {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The pauses since then, ms, in order. */
    public List<Double> pausesMsSince(long position) throws BenchFailure {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(Math.min(position, channel.size()));
            byte[] rest = java.nio.channels.Channels.newInputStream(channel).readAllBytes();
            return pausesMs(new String(rest, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static List<Double> pausesMs(String log) {
        List<Double> pauses = new ArrayList<>();
        log.lines().forEach(line -> {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                pauses.add(Double.parseDouble(pause.group(1)));
            }
        });
        return pauses;
    }

    private BenchFailure unreadable(IOException e) {
        return new BenchFailure("The server's garbage collection log " + file + " cannot be read.", e);
    }
}
