package io.millrace.plugin.file;

import io.millrace.api.Sink;
import io.millrace.api.StageContext;
import io.millrace.api.StageFactory;
import io.millrace.plugin.file.PartitionFiles.RollRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes file sinks; the workers of one share what is known of its directory. */
final class FileSinkFactory implements StageFactory<FileSettings, Sink> {

  private final Disk disk;
  private final Map<Path, SinkDirectory> directories = new HashMap<>();

  FileSinkFactory(Disk disk) {
    this.disk = disk;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Class<FileSettings> settings() {
    return FileSettings.class;
  }

  @Override
  public Sink create(FileSettings settings, StageContext context) throws IOException {
    checkWritable(settings.directory());
    RecordFormat format =
        settings.format() == FileSettings.Format.AVRO
            ? AvroFormat.read(settings.schema().orElseThrow())
            : new NdjsonFormat(settings.envelope());
    SinkDirectory directory =
        claim(settings.directory(), context.pipeline() + "/" + context.stage());
    RollRule rule = new RollRule(settings.rollSize(), settings.rollAfter(), context.clock());
    return new FileSink(directory, format, rule, () -> release(settings.directory(), directory));
  }

  private static void checkWritable(Path directory) {
    Path existing = directory.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing)) {
      throw new IllegalArgumentException(
          "the directory " + directory + " cannot be made: " + existing + " is no directory");
    }
    if (!Files.isWritable(existing)) {
      throw new IllegalArgumentException(
          "the directory " + directory + " cannot be written: " + existing + " is not writable");
    }
  }

  private synchronized SinkDirectory claim(Path path, String owner) {
    SinkDirectory directory =
        directories.computeIfAbsent(key(path), key -> new SinkDirectory(disk, path, owner));
    if (!directory.owner().equals(owner)) {
      throw new IllegalArgumentException(
          "the directory "
              + path
              + " is that of the sink "
              + directory.owner()
              + ": give each sink a directory of its own");
    }
    directory.use();
    return directory;
  }

  private synchronized void release(Path path, SinkDirectory directory) {
    try {
      if (directory.release()) {
        directories.remove(key(path), directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
