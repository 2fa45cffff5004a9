package io.millrace.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page in Markdown.
 *
 * @param text what is in it
 */
record Document(String text) {

  static Document read(Path file) throws IOException {
    return new Document(Files.readString(file));
  }

  /** What stands in its fenced blocks of a language, in order. */
  List<String> blocks(String language) {
    Pattern block =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    return block.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** The targets of its links. */
  List<String> links() {
    Pattern link = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    return link.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
