package io.millrace.bench.parts;

import io.millrace.server.stream.Bytes;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** LZ4, as the embedded log uses it, on one block of so many orders; time is for the block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class BlockBenchmark {

  /** How many orders a block has. */
  @Param({"128", "1024", "4096"})
  public int orders;

  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
  private Bytes raw = Bytes.EMPTY;
  private byte[] stored = new byte[0];
  private byte[] room = new byte[0];

  /** Makes the block. */
  @Setup
  public void block() {
    raw = new OrderRecords().batch(orders).encoded();
    room = new byte[compressor.maxCompressedLength(raw.length())];
    stored = Arrays.copyOf(room, compress());
  }

  @Benchmark
  public int compress() {
    return compressor.compress(raw.array(), raw.offset(), raw.length(), room, 0, room.length);
  }

  @Benchmark
  public int decompress() {
    return decompressor.decompress(stored, 0, stored.length, room, 0, room.length);
  }
}
