package io.millrace.bench;

import java.io.IOException;

/**
 * The reference: the same events in memory, one thread, a tree of Jackson, no log at all and no
 * durability: {@code JacksonLoop jackson-loop|wide-loop events seconds}. The first quarter of the
 * events warms up and is not counted; with seconds, so many events do.
 */
final class JacksonLoop {

  /** More than the processor's caches hold. */
  private static final int DISTINCT_BYTES = 32 << 20;

  private final TreeWork work;
  private final byte[][] values;
  private long done;
  private long written;

  private JacksonLoop(TreeWork work, Samples samples, double eventBytes) {
    this.work = work;
    values = new byte[(int) (DISTINCT_BYTES / eventBytes)][];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples.next().value().toArray();
    }
  }

  public static void main(String[] args) throws IOException {
    boolean wide = args[0].equals("wide-loop");
    long events = Long.parseLong(args[1]);
    long seconds = Long.parseLong(args[2]);
    Workload workload = wide ? Workload.WIDE : Workload.ENRICH;
    double eventBytes = Samples.meanBytes(workload.samples(1));
    JacksonLoop loop =
        new JacksonLoop(
            wide ? TreeWork.ofWebhooks() : TreeWork.ofOrders(), workload.samples(1), eventBytes);
    loop.process(seconds > 0 ? events : events / 4);
    long lap = events - events / 4;
    Usage used = Usage.NONE;
    while (!used.isEnough(lap, seconds)) {
      Meter start = Meter.now(loop.done);
      loop.process(lap);
      used = used.plus(Meter.now(loop.done).since(start));
    }
    System.out.println(used.json(args[0], eventBytes));
    if (loop.written < loop.done) {
      throw new IllegalStateException("nothing was written");
    }
  }

  private void process(long events) {
    for (long i = 0; i < events; i++) {
      var event = work.parse(values[(int) (done++ % values.length)]);
      if (!work.isComplete(event)) {
        throw new IllegalStateException("a field is missing");
      }
      written += work.write(work.enrich(event)).length;
    }
  }
}
