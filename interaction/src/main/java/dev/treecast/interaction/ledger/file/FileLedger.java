package dev.treecast.interaction.ledger.file;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The ledger in one file that is only ever appended to. A record is {@code u32 length, u32 CRC-32C of the rest, JSON}. {@link #flush} writes what a turn has
 * changed and waits for the disk. At the start the file is read; a last record that a crash tore is cut off, for nobody was told of it.
 *
 * <p>When the file has grown to a bound and to twice what the books need, it is written anew beside the old one and takes its place in one step.
 */
public final class FileLedger extends Accounts {
    /** 64 MiB: some 200,000 entries, which are read in a second. */
    public static final long COMPACT_BYTES = 64L * 1024 * 1024;

    private static final int HEADER = 8;
    private static final int RECORD_BYTES_MAX = 1024 * 1024;

    private final Path path;
    private final long compactBytes;
    private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
    private FileChannel file;
    private long size;
    private long compactAt;

    /** Opens or makes the file. */
    public static FileLedger open(Path path, long startingCredits) throws IOException {
        return open(path, startingCredits, COMPACT_BYTES);
    }

    static FileLedger open(Path path, long startingCredits, long compactBytes) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw new IOException("Another process has the ledger " + path);
        }
        FileLedger ledger = new FileLedger(path, file, startingCredits, compactBytes);
        ledger.replay();
        syncFolder(path);
        return ledger;
    }

    private FileLedger(Path path, FileChannel file, long startingCredits, long compactBytes) {
        super(startingCredits);
        this.path = path;
        this.file = file;
        this.compactBytes = compactBytes;
        this.compactAt = compactBytes;
    }

    private void replay() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        long end = file.size();
        while (size + HEADER <= end) {
            readFully(header.clear(), size);
            int length = header.getInt(0);
            if (length <= 0 || length > RECORD_BYTES_MAX || size + HEADER + length > end) {
                break;
            }
            byte[] body = new byte[length];
            readFully(ByteBuffer.wrap(body), size + HEADER);
            if (crc(body) != header.getInt(4)) {
                break;
            }
            try {
                apply(EntryCodec.read(body));
            } catch (Refusal e) {
                throw new IOException("The ledger " + path + " has an entry at " + size + " that cannot be read", e);
            }
            size += HEADER + length;
        }
        if (size < end) {
            refuseDamage(end);
            file.truncate(size);
            file.force(true);
        }
    }

    /** A torn record is the last one. When a whole one follows, the disk has lost something, and somebody must look at it. */
    private void refuseDamage(long end) throws IOException {
        byte[] rest = new byte[(int) Math.min(end - size, 2L * RECORD_BYTES_MAX)];
        readFully(ByteBuffer.wrap(rest), size);
        ByteBuffer view = ByteBuffer.wrap(rest);
        for (int at = 1; at + HEADER < rest.length; at++) {
            int length = view.getInt(at);
            if (length > 0 && length <= rest.length - at - HEADER) {
                CRC32C crc = new CRC32C();
                crc.update(rest, at + HEADER, length);
                if ((int) crc.getValue() == view.getInt(at + 4)) {
                    throw new IOException(
                            "The ledger " + path + " is damaged at " + size + ", with whole records behind it");
                }
            }
        }
    }

    private void readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int count = file.read(into, at);
            if (count < 0) {
                throw new IOException("The ledger " + path + " ends early");
            }
            at += count;
        }
        into.flip();
    }

    @Override
    protected void record(Entry entry) {
        append(unwritten, entry);
    }

    private static void append(ByteArrayOutputStream out, Entry entry) {
        byte[] body = EntryCodec.write(entry);
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .putInt(body.length)
                .putInt(crc(body))
                .array());
        out.writeBytes(body);
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    @Override
    public boolean isDirty() {
        return unwritten.size() > 0;
    }

    /** Throws {@link UncheckedIOException} when the disk does not take it: nothing may be said then. */
    @Override
    public void flush() {
        if (!isDirty()) {
            return;
        }
        try {
            if (size + unwritten.size() > compactAt) {
                compact();
            } else {
                size += write(file, unwritten.toByteArray(), size);
                file.force(false);
            }
            unwritten.reset();
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger " + path + " cannot be written", e);
        }
    }

    private static int write(FileChannel to, byte[] bytes, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer, from + buffer.position());
        }
        return bytes.length;
    }

    /** What the books need, in a file that takes the old one's place. */
    private void compact() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries().forEach(entry -> append(all, entry));
        Path next = path.resolveSibling(path.getFileName() + ".new");
        FileChannel fresh = FileChannel.open(
                next,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        fresh.lock();
        size = write(fresh, all.toByteArray(), 0);
        fresh.force(true);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(path);
        file.close();
        file = fresh;
        compactAt = Math.max(compactBytes, 2 * size);
    }

    private static void syncFolder(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void close() {
        flush();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
