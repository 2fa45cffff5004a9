package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A file's bytes into a text: plain files of a bounded size, in UTF-8. */
final class YamlSource {

  private static final String SAVE_AS_UTF8 = "save it as UTF-8";

  private final byte[] bytes;
  private final Location start;
  private final Problems problems;

  private YamlSource(byte[] bytes, Location start, Problems problems) {
    this.bytes = bytes;
    this.start = start;
    this.problems = problems;
  }

  static Optional<String> read(Path file, Location start, Problems problems) {
    try {
      // Before it is opened: to open a FIFO waits, and a device never ends.
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        String what = attributes.isDirectory() ? "is a directory" : "is a device, pipe or socket";
        problems.error("config.not-a-file", start, "it " + what, "name a YAML file");
        return Optional.empty();
      }
      if (attributes.size() > YamlReader.MAX_BYTES) {
        return tooLarge(attributes.size(), start, problems);
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
        return bytes.length > YamlReader.MAX_BYTES
            ? tooLarge(bytes.length, start, problems)
            : new YamlSource(bytes, start, problems).text();
      }
    } catch (NoSuchFileException e) {
      problems.error("config.no-file", start, "there is no such file", "make it, or name another");
      return Optional.empty();
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      problems.error(
          "config.unreadable", start, "it cannot be read (" + why + ")", "check its permissions");
      return Optional.empty();
    }
  }

  private static Optional<String> tooLarge(long size, Location start, Problems problems) {
    problems.error(
        "config.too-large",
        start,
        "it has " + size + " bytes, and at most " + YamlReader.MAX_BYTES + " are read",
        "split it, or move data to a file of its own");
    return Optional.empty();
  }

  private Optional<String> text() {
    if (startsWith(0xFF, 0xFE) || startsWith(0xFE, 0xFF) || hasNulAtStart()) {
      problems.error("config.encoding", start, "it is UTF-16 or UTF-32", SAVE_AS_UTF8);
      return Optional.empty();
    }
    int from = startsWith(0xEF, 0xBB, 0xBF) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    boolean valid = !decoder.decode(in, out, true).isError() && !decoder.flush(out).isError();
    String text = out.flip().toString();
    if (valid) {
      return Optional.of(text);
    }
    String found = "the byte 0x%02X is no UTF-8".formatted(bytes[in.position()] & 0xFF);
    problems.error("config.encoding", endOf(text), found, SAVE_AS_UTF8);
    return Optional.empty();
  }

  private Location endOf(String text) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Location(
        start.file(), line, text.codePointCount(lineStart, text.length()) + start.column());
  }

  private boolean startsWith(int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** UTF-16 or UTF-32 without a mark: YAML starts with an ASCII character, and NUL is none. */
  private boolean hasNulAtStart() {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
