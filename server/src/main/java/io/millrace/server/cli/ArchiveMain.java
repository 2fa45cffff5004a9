package io.millrace.server.cli;

import io.millrace.server.log.LogProvider;
import io.millrace.server.stream.kafka.Rehearsal;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What {@code bin/millrace archive} runs: the program, and before it the classes that only a server
 * on Kafka or one that starts again needs are loaded, though there is no broker and nothing is
 * stored. Java keeps all loaded classes in the archive.
 */
final class ArchiveMain {

  private static final List<String> KEPT =
      List.of("org/apache/kafka/clients/", "org/apache/kafka/common/", "io/millrace/server/");

  /** Large, and used by none or few. */
  private static final List<String> LEFT_OUT =
      List.of("/consumer/internals/events/", "/oauthbearer/", "/telemetry/");

  private ArchiveMain() {}

  public static void main(String[] arguments) throws IOException {
    LogProvider.choose();
    String[] paths = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    for (String path : paths) {
      if (path.endsWith(".jar")) {
        try (JarFile jar = new JarFile(path)) {
          jar.stream()
              .map(ZipEntry::getName)
              .filter(ArchiveMain::isKept)
              .forEach(ArchiveMain::load);
        }
      }
    }
    Rehearsal.run();
    Main.main(arguments);
  }

  private static boolean isKept(String entry) {
    return entry.endsWith(".class")
        && KEPT.stream().anyMatch(entry::startsWith)
        && LEFT_OUT.stream().noneMatch(entry::contains);
  }

  /** A class whose libraries are not there is one that nobody needs. */
  private static void load(String entry) {
    String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    try {
      Class<?> loaded = Class.forName(name, false, ArchiveMain.class.getClassLoader());
      // Links it: from a path with blanks Java keeps no class that is only loaded.
      Method[] unused = loaded.getDeclaredMethods();
    } catch (ClassNotFoundException | LinkageError e) {
      return;
    }
  }
}
