package io.millrace.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Distribution}: unpacked once for all of them, deleted behind the last. */
final class DistributionExtension implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DistributionExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Distribution.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Unpacked.class, type -> Unpacked.create(), Unpacked.class)
        .distribution();
  }

  /** The directory, and what is in it. */
  private record Unpacked(Path directory, Distribution distribution) implements AutoCloseable {

    static Unpacked create() {
      try {
        Path archive = Path.of(System.getProperty("millrace.distribution"));
        Path directory = Files.createTempDirectory("millrace-distribution");
        Process tar =
            new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
          throw new IllegalStateException("tar cannot unpack " + archive);
        }
        try (Stream<Path> inside = Files.list(directory)) {
          List<Path> only = inside.toList();
          if (only.size() != 1) {
            throw new IllegalStateException(archive + " should hold one directory: " + only);
          }
          Path root = Path.of(System.getProperty("millrace.root"));
          return new Unpacked(directory, new Distribution(only.get(0), root));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
