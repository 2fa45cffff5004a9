package io.millrace.server.stream.embedded.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** A file of {@link SimulatedFiles}, whose lock guards it. */
public final class SimulatedFile implements LogFile {

  private static final int SECTOR = 512;

  private final SimulatedFiles directory;
  private final BitSet unsynced = new BitSet();
  private byte[] bytes = new byte[4096];
  private byte[] durable = new byte[4096];
  private int size;
  private int durableSize;

  SimulatedFile(SimulatedFiles directory) {
    this.directory = directory;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    synchronized (directory) {
      boolean crash = directory.crashesNow();
      int wanted = source.remaining();
      int count = crash ? directory.random().nextInt(wanted + 1) : directory.roomFor(wanted);
      if (directory.dropsThis()) {
        source.position(source.limit());
        return;
      }
      put(source, (int) position, count);
      if (crash) {
        throw new SimulatedCrash();
      }
      if (count < wanted) {
        throw new IOException("No space left on device");
      }
    }
  }

  private void put(ByteBuffer source, int position, int count) {
    if (count == 0) {
      return;
    }
    int end = position + count;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    source.get(bytes, position, count);
    unsynced.set(position / SECTOR, (end - 1) / SECTOR + 1);
    size = Math.max(size, end);
  }

  @Override
  public int read(ByteBuffer into, long position) {
    synchronized (directory) {
      int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
      into.put(bytes, (int) Math.min(position, size), count);
      return count;
    }
  }

  @Override
  public long size() {
    synchronized (directory) {
      return size;
    }
  }

  @Override
  public void truncate(long newSize) {
    synchronized (directory) {
      if (directory.crashesNow()) {
        throw new SimulatedCrash();
      }
      if (newSize < size) {
        Arrays.fill(bytes, (int) newSize, size, (byte) 0);
        unsynced.set((int) newSize / SECTOR, (size - 1) / SECTOR + 1);
        size = (int) newSize;
      }
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (directory) {
      if (directory.crashesNow()) {
        losePartOfASync();
      }
      if (directory.syncFails()) {
        throw new IOException("Input/output error");
      }
      if (!directory.lying()) {
        durable = bytes.clone();
        durableSize = size;
        unsynced.clear();
      }
    }
  }

  private void losePartOfASync() {
    if (directory.random().nextBoolean() && !directory.lying()) {
      durable = bytes.clone();
      durableSize = size;
      unsynced.clear();
    }
    throw new SimulatedCrash();
  }

  void losePower(Random random) {
    byte[] left = Arrays.copyOf(durable, Math.max(durable.length, bytes.length));
    for (int sector = unsynced.nextSetBit(0);
        sector >= 0;
        sector = unsynced.nextSetBit(sector + 1)) {
      int kept = keptOf(random);
      int from = sector * SECTOR;
      if (from + kept <= bytes.length) {
        System.arraycopy(bytes, from, left, from, kept);
      }
    }
    int newSize = random.nextBoolean() ? size : durableSize;
    Arrays.fill(left, newSize, left.length, (byte) 0);
    bytes = left;
    size = newSize;
    durable = bytes.clone();
    durableSize = size;
    unsynced.clear();
  }

  private static int keptOf(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(SECTOR);
      default -> SECTOR;
    };
  }

  /** Flips a bit, as a decaying disk does. */
  public void flip(int bit) {
    synchronized (directory) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  /** The content, as it is read. */
  public byte[] content() {
    synchronized (directory) {
      return Arrays.copyOf(bytes, size);
    }
  }

  /** Puts other content in its place. */
  public void replace(byte[] content) {
    synchronized (directory) {
      bytes = content.clone();
      size = content.length;
    }
  }

  @Override
  public void close() {}
}
