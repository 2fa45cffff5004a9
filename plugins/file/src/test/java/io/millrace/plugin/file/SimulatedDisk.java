package io.millrace.plugin.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that crashes or fails at a chosen step. What was not synced when it crashes may
 * survive or not, each change to a file or to the names by itself.
 */
final class SimulatedDisk implements Disk {

  /** The power is gone. */
  static final class Crash extends Error {

    private static final long serialVersionUID = 1;
  }

  private static final class Content {

    private byte[] now = {};
    private byte[] durable = {};
    private final List<UnaryOperator<byte[]>> unsynced = new ArrayList<>();
  }

  private record Rename(Path from, Path to, Content created) {}

  private final Random random;
  private final Map<Path, Content> durableNames = new HashMap<>();
  private final Map<Path, Content> names = new HashMap<>();
  private final List<Rename> unsyncedNames = new ArrayList<>();
  private int steps;
  private int crashAt = Integer.MAX_VALUE;
  private double failures;

  SimulatedDisk(Random random) {
    this.random = random;
  }

  /** Crashes at the n-th step from now on. */
  void crashAfter(int moreSteps) {
    crashAt = steps + moreSteps;
  }

  /** Lets each step fail with this probability, as on a full disk. */
  void failOften(double probability) {
    failures = probability;
  }

  int steps() {
    return steps;
  }

  byte[] content(Path file) {
    return names.get(file).now.clone();
  }

  /** Changes a file behind the sink's back, durably. */
  void replace(Path file, byte[] bytes) {
    Content content = names.get(file);
    content.now = bytes.clone();
    content.durable = bytes.clone();
  }

  /** The disk as it is found after a crash. */
  SimulatedDisk afterCrash() {
    unsyncedNames.stream()
        .filter(change -> random.nextBoolean())
        .forEach(change -> apply(durableNames, change));
    SimulatedDisk after = new SimulatedDisk(random);
    durableNames.forEach(
        (path, content) -> {
          Content found = new Content();
          found.now = content.durable;
          for (UnaryOperator<byte[]> change : content.unsynced) {
            found.now = random.nextBoolean() ? change.apply(found.now) : found.now;
          }
          found.durable = found.now;
          after.names.put(path, found);
          after.durableNames.put(path, found);
        });
    return after;
  }

  private void step() throws IOException {
    if (++steps >= crashAt) {
      throw new Crash();
    }
    if (random.nextDouble() < failures) {
      throw new IOException("No space left on device");
    }
  }

  private static void apply(Map<Path, Content> names, Rename change) {
    Content content = change.created == null ? names.remove(change.from) : change.created;
    if (change.to != null && content != null) {
      names.put(change.to, content);
    }
  }

  private void change(Rename change) throws IOException {
    step();
    apply(names, change);
    unsyncedNames.add(change);
  }

  @Override
  public void createDirectories(Path directory) {}

  @Override
  public List<String> list(Path directory) {
    return names.keySet().stream().map(file -> file.getFileName().toString()).toList();
  }

  @Override
  public boolean exists(Path file) {
    return names.containsKey(file);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    if (!names.containsKey(file)) {
      change(new Rename(null, file, new Content()));
    }
    return new SimulatedFile(names.get(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(new Rename(from, to, null));
  }

  @Override
  public void delete(Path file) throws IOException {
    if (names.containsKey(file)) {
      change(new Rename(file, null, null));
    }
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    unsyncedNames.forEach(change -> apply(durableNames, change));
    unsyncedNames.clear();
  }

  @Override
  public Optional<Closeable> lock(Path file) {
    return Optional.of(() -> {});
  }

  private final class SimulatedFile implements DiskFile {

    private final Content content;

    SimulatedFile(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.now.length;
    }

    @Override
    public byte[] read(long position, int length) {
      int from = (int) Math.min(position, content.now.length);
      return Arrays.copyOfRange(content.now, from, Math.min(from + length, content.now.length));
    }

    private void change(UnaryOperator<byte[]> whole, UnaryOperator<byte[]> part)
        throws IOException {
      try {
        step();
      } catch (IOException | Crash e) {
        content.now = part.apply(content.now);
        content.unsynced.add(part);
        throw e;
      }
      content.now = whole.apply(content.now);
      content.unsynced.add(whole);
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      byte[] written = new byte[bytes.remaining()];
      bytes.get(written);
      byte[] torn = Arrays.copyOf(written, random.nextInt(written.length + 1));
      change(old -> written(old, written, position), old -> written(old, torn, position));
    }

    private byte[] written(byte[] old, byte[] bytes, long position) {
      byte[] content = Arrays.copyOf(old, (int) Math.max(old.length, position + bytes.length));
      System.arraycopy(bytes, 0, content, (int) position, bytes.length);
      return content;
    }

    @Override
    public void truncate(long length) throws IOException {
      UnaryOperator<byte[]> cut = old -> Arrays.copyOf(old, (int) Math.min(old.length, length));
      change(cut, UnaryOperator.identity());
    }

    @Override
    public void force() throws IOException {
      step();
      content.durable = content.now;
      content.unsynced.clear();
    }

    @Override
    public void close() {}
  }
}
