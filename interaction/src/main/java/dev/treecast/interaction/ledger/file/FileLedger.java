package dev.treecast.interaction.ledger.file;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.ledger.EntryCodec;
import dev.treecast.interaction.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in one file that is only ever appended to. A record is {@code u32 length, u32 CRC-32C of the rest, JSON}. {@link #flush} writes what a turn has
 * changed and waits for the disk. At the start the file is read; a last record that a crash tore is cut off, for nobody was told of it.
 *
 * <p>When the disk does not take something, the file is as good as its first {@link #size} bytes: what stands behind them is cut off before anything else is
 * written, and what is unwritten stays so, for the next try. Rewriting it is what makes a second {@code force} mean something, since systems forget which
 * pages they failed to write.
 *
 * <p>When the file has grown to a bound and to twice what the books need, it is written anew beside the old one and takes its place in one step.
 */
public final class FileLedger extends Accounts {
    /** 64 MiB: some 200,000 entries, which are read in a second. */
    public static final long COMPACT_BYTES = 64L * 1024 * 1024;

    /** Opens files: {@link FileChannel#open(Path, OpenOption...)}, or disks that fail. */
    interface Disk {
        FileChannel open(Path path, OpenOption... options) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);
    private static final int HEADER = 8;
    private static final int RECORD_BYTES_MAX = 1024 * 1024;

    /** What waits for a disk that is away; ballots come in all the while. Beyond it the file is written anew from the books. */
    private static final int UNWRITTEN_BYTES_MAX = 16 * 1024 * 1024;

    private final Path path;
    private final Disk disk;
    private final long compactBytes;
    private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
    private FileChannel file;
    /** So much of the file is whole and on disk. */
    private long size;
    /** Something may stand behind it. */
    private boolean torn;
    /** The file has taken another one's place, and the folder may not say so yet. */
    private boolean moved;
    /** More was changed than waits in {@link #unwritten}. */
    private boolean overflown;

    private long compactAt;
    private boolean writable = true;
    private long failures;

    /** Opens or makes the file. */
    public static FileLedger open(Path path, long startingCredits) throws IOException {
        return open(path, startingCredits, COMPACT_BYTES);
    }

    static FileLedger open(Path path, long startingCredits, long compactBytes) throws IOException {
        return open(path, startingCredits, compactBytes, FileChannel::open);
    }

    static FileLedger open(Path path, long startingCredits, long compactBytes, Disk disk) throws IOException {
        FileChannel file =
                disk.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw new IOException("Another process has the ledger " + path);
        }
        FileLedger ledger = new FileLedger(path, disk, file, startingCredits, compactBytes);
        ledger.replay();
        ledger.syncFolder();
        return ledger;
    }

    private FileLedger(Path path, Disk disk, FileChannel file, long startingCredits, long compactBytes) {
        super(startingCredits);
        this.path = path;
        this.disk = disk;
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
        if (!overflown) {
            append(unwritten, entry);
            if (unwritten.size() > UNWRITTEN_BYTES_MAX) {
                overflown = true;
                unwritten.reset();
            }
        }
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
        return unwritten.size() > 0 || moved || overflown;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public boolean flush() {
        if (!isDirty()) {
            return true;
        }
        try {
            if (overflown) {
                compact();
            } else if (size + unwritten.size() > compactAt) {
                tryCompact();
            }
            append();
            if (moved) {
                syncFolder();
                moved = false;
            }
        } catch (IOException e) {
            failed(e);
            return false;
        }
        written();
        if (!writable) {
            writable = true;
            LOG.info("The ledger {} can be written again", path);
        }
        return true;
    }

    private void failed(IOException e) {
        failures++;
        if (writable) {
            writable = false;
            LOG.error("The ledger {} cannot be written; until it can, nothing is sold", path, e);
        }
    }

    private void append() throws IOException {
        if (torn) {
            file.truncate(size);
        }
        if (unwritten.size() > 0) {
            torn = true;
            int written = write(file, unwritten.toByteArray(), size);
            file.force(false);
            size += written;
            torn = false;
            unwritten.reset();
        }
    }

    private static int write(FileChannel to, byte[] bytes, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer, from + buffer.position());
        }
        return bytes.length;
    }

    /** A ledger that cannot be written anew, for want of room perhaps, goes on as it is for a while. */
    private void tryCompact() {
        try {
            compact();
        } catch (IOException e) {
            LOG.warn("The ledger {} cannot be written anew; it goes on growing", path, e);
            compactAt = size + unwritten.size() + compactBytes;
        }
    }

    /** What the books need, in a file that takes the old one's place. */
    private void compact() throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries().forEach(entry -> append(all, entry));
        FileChannel fresh = disk.open(
                next,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            fresh.lock();
            write(fresh, all.toByteArray(), 0);
            fresh.force(true);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            fresh.close();
            Files.deleteIfExists(next);
            throw e;
        }
        FileChannel old = file;
        file = fresh;
        size = all.size();
        torn = false;
        moved = true;
        unwritten.reset();
        overflown = false;
        compactAt = Math.max(compactBytes, 2 * size);
        old.close();
    }

    private void syncFolder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = disk.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Writes what is left, as far as the disk takes it. */
    @Override
    public void close() {
        if (!flush()) {
            LOG.error("The last changes of the ledger {} are lost; nobody was told of them", path);
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
