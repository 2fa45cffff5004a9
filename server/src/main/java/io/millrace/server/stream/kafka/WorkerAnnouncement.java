package io.millrace.server.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells the one that deals: who it is, and which workers its server has or will have.
 *
 * @param server the server's id
 * @param worker the member's number on it
 * @param workers the numbers of all workers of the group on that server
 */
record WorkerAnnouncement(String server, int worker, List<Integer> workers) {

  /** A worker's place at the deal. */
  record Slot(String server, int worker) implements Comparable<Slot> {

    private static final Comparator<Slot> ORDER =
        Comparator.comparing(Slot::server).thenComparingInt(Slot::worker);

    @Override
    public int compareTo(Slot other) {
      return ORDER.compare(this, other);
    }
  }

  Slot slot() {
    return new Slot(server, worker);
  }

  /** The member's own place and those of its neighbours. */
  Set<Slot> expected() {
    Set<Slot> slots = new LinkedHashSet<>();
    slots.add(slot());
    workers.forEach(number -> slots.add(new Slot(server, number)));
    return slots;
  }

  /** The worker, how many there are, their numbers, then the server's id in UTF-8. */
  ByteBuffer encode() {
    byte[] name = server.getBytes(UTF_8);
    ByteBuffer out = ByteBuffer.allocate(4 * (2 + workers.size()) + name.length);
    out.putInt(worker).putInt(workers.size());
    workers.forEach(out::putInt);
    return out.put(name).flip();
  }

  /** Reads an announcement; of a member that made none, its id is all there is to know. */
  static WorkerAnnouncement decode(@Nullable ByteBuffer data, String member) {
    if (data == null || data.remaining() < 8) {
      return new WorkerAnnouncement(member, 0, List.of());
    }
    ByteBuffer in = data.duplicate();
    int worker = in.getInt();
    Integer[] workers = new Integer[Math.max(0, Math.min(in.getInt(), in.remaining() / 4))];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = in.getInt();
    }
    return new WorkerAnnouncement(UTF_8.decode(in).toString(), worker, List.of(workers));
  }
}
