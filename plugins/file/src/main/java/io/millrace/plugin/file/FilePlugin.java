package io.millrace.plugin.file;

import io.millrace.api.Plugin;
import io.millrace.api.Sink;
import io.millrace.api.StageFactory;
import java.util.List;

/** Offers the sink {@code file}. */
public final class FilePlugin implements Plugin {

  @Override
  public String name() {
    return "file";
  }

  @Override
  public List<StageFactory<?, Sink>> sinks() {
    return List.of(new FileSinkFactory(new LocalDisk()));
  }
}
