package io.millrace.server.stream.embedded.file;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A directory in memory that loses what a real one may lose. A crash keeps, drops or tears each
 * 512-byte sector that was written and not synced, on its own; names that came or went since the
 * last sync of the directory stay or vanish. It fills up, takes no writes, and syncs fail, when a
 * test says so.
 */
public final class SimulatedFiles implements LogFiles {

  private final Random random;
  private final Map<String, SimulatedFile> names = new HashMap<>();
  private final Map<String, SimulatedFile> durableNames = new HashMap<>();
  private final List<Runnable> unsyncedNames = new ArrayList<>();
  private int dropOneIn;
  private int syncs;
  private boolean locked;
  private boolean full;
  private boolean readOnly;
  private boolean lying;
  private boolean syncFails;
  private boolean crashed;
  private long room = Long.MAX_VALUE;
  private int untilCrash = Integer.MAX_VALUE;

  public SimulatedFiles(long seed) {
    random = new Random(seed);
  }

  /** Lets the machine stop in the n-th write, sync or change of a name from now on. */
  public synchronized void crashAfter(int operations) {
    untilCrash = operations;
  }

  /** No byte can be written any more. */
  public synchronized void fillUp() {
    full = true;
  }

  /** Only so many bytes can still be written. */
  public synchronized void leaveRoom(long bytes) {
    room = bytes;
  }

  /** Files can be read only from now on, as on a disk that is mounted so. */
  public synchronized void makeReadOnly() {
    readOnly = true;
  }

  private void requireWritable() throws IOException {
    if (readOnly) {
      throw new IOException("Read-only file system");
    }
  }

  public synchronized void makeRoom() {
    full = false;
    room = Long.MAX_VALUE;
  }

  /** The next sync fails, and what it should have made durable is lost. */
  public synchronized void failNextSync() {
    syncFails = true;
  }

  /** Syncs say that all went well, and do nothing. */
  public synchronized void lie() {
    lying = true;
  }

  /** Every n-th write says that all went well, and does nothing. */
  public synchronized void dropOneWriteIn(int writes) {
    dropOneIn = writes;
  }

  boolean dropsThis() {
    return dropOneIn > 0 && random.nextInt(dropOneIn) == 0;
  }

  public synchronized boolean crashed() {
    return crashed;
  }

  /** The process is gone, the machine stays: nothing is lost, nothing more is durable. */
  public synchronized void killProcess() {
    restart();
  }

  /** The power is gone. */
  public synchronized void losePower() {
    names.clear();
    unsyncedNames.forEach(
        change -> {
          if (random.nextBoolean()) {
            change.run();
          }
        });
    unsyncedNames.clear();
    names.putAll(durableNames);
    names.values().forEach(file -> file.losePower(random));
    restart();
  }

  private void restart() {
    crashed = false;
    untilCrash = Integer.MAX_VALUE;
    locked = false;
    syncFails = false;
    makeRoom();
  }

  /** Counts an operation; stops the machine in its time. */
  boolean crashesNow() {
    if (crashed) {
      throw new SimulatedCrash();
    }
    crashed = --untilCrash < 0;
    return crashed;
  }

  /** How many of some bytes can still be written. */
  int roomFor(int bytes) {
    int fits = full ? 0 : (int) Math.min(bytes, room);
    room -= fits;
    return fits;
  }

  boolean syncFails() {
    syncs++;
    boolean fails = syncFails;
    syncFails = false;
    return fails;
  }

  /** How often anything was synced. */
  public synchronized int syncs() {
    return syncs;
  }

  boolean lying() {
    return lying;
  }

  Random random() {
    return random;
  }

  /** The bytes of a file, to look at or to damage. */
  public synchronized SimulatedFile file(String name) {
    return names.get(name);
  }

  @Override
  public synchronized List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    requireWritable();
    changeName();
    SimulatedFile file = new SimulatedFile(this);
    names.put(name, file);
    unsyncedNames.add(() -> durableNames.put(name, file));
    return file;
  }

  @Override
  public synchronized LogFile open(String name) throws IOException {
    requireWritable();
    return openToRead(name);
  }

  @Override
  public synchronized LogFile openToRead(String name) throws IOException {
    SimulatedFile file = names.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    requireWritable();
    changeName();
    SimulatedFile file = names.remove(from);
    if (file == null) {
      throw new NoSuchFileException(from);
    }
    names.put(to, file);
    unsyncedNames.add(
        () -> {
          durableNames.remove(from);
          durableNames.put(to, file);
        });
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    requireWritable();
    changeName();
    SimulatedFile file = names.remove(name);
    if (file != null && room < Long.MAX_VALUE) {
      room += file.size();
    }
    unsyncedNames.add(() -> durableNames.remove(name));
  }

  @Override
  public synchronized void syncDirectory() throws IOException {
    changeName();
    if (syncFails()) {
      throw new IOException("Input/output error");
    }
    if (!lying) {
      unsyncedNames.forEach(Runnable::run);
      unsyncedNames.clear();
    }
  }

  private void changeName() {
    if (crashesNow()) {
      throw new SimulatedCrash();
    }
  }

  @Override
  public synchronized long room() {
    return full ? 0 : room;
  }

  @Override
  public synchronized Closeable lock() {
    if (locked) {
      throw new BackendException(Kind.REFUSED, "in use");
    }
    locked = true;
    return () -> locked = false;
  }

  @Override
  public String place() {
    return "simulated";
  }
}
