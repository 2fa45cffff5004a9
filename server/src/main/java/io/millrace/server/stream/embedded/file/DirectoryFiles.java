package io.millrace.server.stream.embedded.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a real directory. */
public final class DirectoryFiles implements LogFiles {

  private static final String LOCK = "lock";

  private final Path directory;

  public DirectoryFiles(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    }
    return names;
  }

  @Override
  public LogFile create(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(directory.resolve(name), CREATE, TRUNCATE_EXISTING, READ, WRITE));
  }

  @Override
  public LogFile open(String name) throws IOException {
    return new ChannelFile(FileChannel.open(directory.resolve(name), READ, WRITE));
  }

  @Override
  public LogFile openToRead(String name) throws IOException {
    return new ChannelFile(FileChannel.open(directory.resolve(name), READ));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public long room() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** Also makes the directory. */
  @Override
  public Closeable lock() throws IOException {
    make();
    FileChannel channel = FileChannel.open(directory.resolve(LOCK), CREATE, READ, WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new BackendException(
            Kind.REFUSED,
            "data directory "
                + directory
                + " is in use by process "
                + ownerIn(channel)
                + ": stop that server, or give this one another data.directory");
      }
      channel.truncate(0);
      channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Makes the directory, but not its parents: where they are missing, most likely a disk is, and
   * the server would start with nothing on the wrong one.
   */
  private void make() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && Files.notExists(parent)) {
      throw new BackendException(
          Kind.REFUSED,
          "data directory "
              + directory
              + " cannot be made, as "
              + parent
              + " is not there: mount the disk that should have it, make it, or change"
              + " data.directory");
    }
    Files.createDirectory(directory);
    if (parent != null) {
      new DirectoryFiles(parent).syncDirectory();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another backend of this very process
    }
  }

  private static String ownerIn(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(32);
    channel.read(pid, 0);
    return UTF_8.decode(pid.flip()).toString().strip();
  }

  @Override
  public String place() {
    return directory.toString();
  }

  /** A file channel; whoever is interrupted while it uses one closes it, so none is shared. */
  private static final class ChannelFile implements LogFile {

    private final FileChannel channel;

    ChannelFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      int count = 0;
      while (into.hasRemaining()) {
        int got = channel.read(into, position + count);
        if (got < 0) {
          return count;
        }
        count += got;
      }
      return count;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
