package io.millrace.server.plugin.load;

import io.millrace.server.plugin.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Looks at a JAR before any of its code is loaded: whether it is whole, harmless and of a sane
 * size, and whether its classes need a Java or a plugin API that this server does not have.
 */
final class JarInspection {

  private static final long LARGEST_JAR = 512L << 20;
  private static final int MOST_ENTRIES = 100_000;
  private static final long LARGEST_CLASS = 16L << 20;
  private static final long MOST_CLASS_BYTES = 1L << 30;
  private static final String API = "io/millrace/api/";

  private final Path jar;
  private final ApiLinks links;
  private final int newestJava = Runtime.version().feature();
  private final Set<String> bundled = new LinkedHashSet<>();
  private long classBytes;

  private JarInspection(Path jar, ApiLinks links) {
    this.jar = jar;
    this.links = links;
  }

  /**
   * Inspects a JAR.
   *
   * @return what the operator should know though the JAR can be used
   */
  static List<String> inspect(Path jar, ApiLinks links) throws BrokenPluginException {
    JarInspection inspection = new JarInspection(jar, links);
    try {
      inspection.requireArchive();
      try (JarFile file = new JarFile(jar.toFile(), false)) {
        inspection.requireSound(file);
      }
    } catch (ZipException e) {
      throw inspection.damaged("is truncated or damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new BrokenPluginException(
          "plugin.unreadable",
          inspection.name() + " cannot be read: " + e,
          "let the server's user read it");
    }
    return inspection.bundled.stream().map(inspection::bundledWarning).toList();
  }

  private void requireArchive() throws IOException, BrokenPluginException {
    long size = Files.size(jar);
    if (size == 0) {
      throw damaged("is empty");
    }
    if (size > LARGEST_JAR) {
      throw tooLarge("has " + size + " bytes, more than the " + LARGEST_JAR + " allowed");
    }
    try (InputStream in = Files.newInputStream(jar)) {
      byte[] start = in.readNBytes(2);
      if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
        throw new BrokenPluginException(
            "plugin.not-a-jar",
            name() + " is not a JAR: it does not start as a ZIP file does",
            "build it with 'jar' or a build tool, or remove it");
      }
    }
  }

  private void requireSound(JarFile file) throws IOException, BrokenPluginException {
    if (file.size() > MOST_ENTRIES) {
      throw tooLarge("has " + file.size() + " entries, more than the " + MOST_ENTRIES + " allowed");
    }
    for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      requireInside(name);
      if (!isServed(name) && isPlainClass(name)) {
        requireUsable(entry, read(file, entry));
      }
    }
  }

  /** Nothing is ever extracted; but a JAR with such a name was made to do harm. */
  private void requireInside(String entry) throws BrokenPluginException {
    boolean outside =
        entry.startsWith("/")
            || entry.indexOf('\\') >= 0
            || entry.indexOf('\0') >= 0
            || (entry.contains("..") && List.of(entry.split("/")).contains(".."));
    if (outside) {
      throw new BrokenPluginException(
          "plugin.unsafe-entry",
          name() + " has an entry that leads outside of it: " + Text.bounded(entry),
          "do not trust this file; get it again from its author");
    }
  }

  /** Whether the server's is used instead, which is noted. */
  private boolean isServed(String name) {
    for (String path : PluginClassLoader.SERVED_PATHS) {
      if (name.startsWith(path)) {
        bundled.add(path);
        return true;
      }
    }
    return false;
  }

  /** Classes under {@code META-INF/versions} are for newer Javas and never loaded by older ones. */
  private static boolean isPlainClass(String name) {
    return name.endsWith(".class")
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class");
  }

  private byte[] read(ZipFile file, ZipEntry entry) throws IOException, BrokenPluginException {
    classBytes += Math.max(0, entry.getSize());
    if (entry.getSize() > LARGEST_CLASS || classBytes > MOST_CLASS_BYTES) {
      throw tooLarge("has classes of an unreasonable size, " + Text.bounded(entry.getName()));
    }
    try (InputStream in = file.getInputStream(entry)) {
      byte[] bytes = new byte[(int) Math.max(0, entry.getSize())];
      int length = in.readNBytes(bytes, 0, bytes.length);
      CRC32 checksum = new CRC32();
      checksum.update(bytes, 0, length);
      if (checksum.getValue() != entry.getCrc()) {
        throw damaged("is damaged: " + entry.getName() + " does not match its checksum");
      }
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
  }

  private void requireUsable(ZipEntry entry, byte[] bytes) throws BrokenPluginException {
    ClassFile file;
    try {
      file = ClassFile.read(bytes, newestJava + ClassFile.JAVA_0_MAJOR, API);
    } catch (IOException e) {
      throw damaged("is damaged: " + entry.getName() + " is no class: " + e.getMessage());
    }
    if (file.java() > newestJava) {
      throw needsNewerJava(entry, file.java());
    }
    Optional<String> missing = links.missing(file);
    if (missing.isPresent()) {
      throw new BrokenPluginException(
          "plugin.other-api",
          entry.getName()
              + " in "
              + name()
              + " uses "
              + missing.get()
              + ", which this server's plugin API does not have",
          "build the plugin against the plugin API of this server");
    }
  }

  private BrokenPluginException needsNewerJava(ZipEntry entry, int java) {
    return new BrokenPluginException(
        "plugin.needs-newer-java",
        entry.getName()
            + " in "
            + name()
            + " needs Java "
            + java
            + ", and this server runs on Java "
            + newestJava,
        "run the server on Java " + java + ", or build the plugin with --release " + newestJava);
  }

  private BrokenPluginException damaged(String what) {
    return new BrokenPluginException(
        "plugin.damaged", name() + " " + what, "copy it again from where it was built");
  }

  private BrokenPluginException tooLarge(String what) {
    return new BrokenPluginException(
        "plugin.too-large", name() + " " + what, "leave out what the plugin does not need");
  }

  private String bundledWarning(String path) {
    return name()
        + " brings its own copy of "
        + path.replace('/', '.')
        + "*, which is not used: the server's is; leave it out of the JAR (scope 'provided')";
  }

  private String name() {
    return jar.getFileName().toString();
  }
}
