package dev.treecast.interaction.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A real folder on a disk that fails when it is told to. */
public final class FailingDisk implements FileLedger.Disk {
    /** Bytes that can still be written; a write beyond stops in its middle. */
    public long room = Long.MAX_VALUE;

    boolean forceFails;
    boolean folderFails;
    boolean truncateFails;
    boolean openFails;

    /** A ledger on it. */
    public FileLedger ledger(Path path, long startingCredits) throws IOException {
        return ledger(path, startingCredits, FileLedger.COMPACT_BYTES);
    }

    FileLedger ledger(Path path, long startingCredits, long compactBytes) throws IOException {
        return FileLedger.open(path, startingCredits, compactBytes, this);
    }

    @Override
    public FileChannel open(Path path, OpenOption... options) throws IOException {
        if (openFails) {
            throw new IOException("Too many open files");
        }
        return new Channel(FileChannel.open(path, options), Files.isDirectory(path));
    }

    private final class Channel extends FileChannel {
        private final FileChannel real;
        private final boolean folder;

        Channel(FileChannel real, boolean folder) {
            this.real = real;
            this.folder = folder;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int count = (int) Math.min(room, from.remaining());
            ByteBuffer part = from.slice(from.position(), count);
            while (part.hasRemaining()) {
                real.write(part, position + part.position());
            }
            from.position(from.position() + count);
            room -= count;
            return count;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (folder ? folderFails : forceFails) {
                throw new IOException("Input/output error");
            }
            real.force(metadata);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (truncateFails) {
                throw new IOException("Input/output error");
            }
            real.truncate(size);
            return this;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return real.read(into, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return real.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        // A ledger does none of these.

        @Override
        public int read(ByteBuffer into) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }
    }
}
