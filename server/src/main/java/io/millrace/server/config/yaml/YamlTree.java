package io.millrace.server.config.yaml;

import com.fasterxml.jackson.core.JsonToken;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One YAML document into a tree of nodes, within limits. */
final class YamlTree {

  private static final int MAX_DEPTH = 50;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_NODES = 100_000;
  private static final String MERGE = "<<";

  /** A node, and how many nodes it has with all aliases written out. */
  private record Sized(Node node, int size, int depth) {}

  private final String text;
  private final String file;
  private final @Nullable Location fixed;
  private final Problems problems;
  private final Map<String, Sized> anchors = new HashMap<>();
  private int aliases;
  private int nodes;

  YamlTree(String text, String file, Problems problems) {
    this(text, file, null, problems);
  }

  YamlTree(String text, Location fixed, Problems problems) {
    this(text, fixed.file(), fixed, problems);
  }

  private YamlTree(String text, String file, @Nullable Location fixed, Problems problems) {
    this.text = text;
    this.file = file;
    this.fixed = fixed;
    this.problems = problems;
  }

  /**
   * The document; YAML's null for an empty text; empty if it cannot be read to its end. What is
   * wrong with single values and keys is reported and leaves the rest to be checked.
   */
  Optional<Node> document() {
    try {
      YamlTokens tokens = new YamlTokens(text, file, fixed);
      JsonToken first = tokens.next();
      Node root =
          first == null
              ? new Node.Scalar("", false, tokens.start())
              : node(tokens, first, 1).node();
      if (first != null && tokens.next() != null) {
        throw new YamlFault(
            "config.documents",
            tokens.location(),
            "a second document starts here",
            "remove '---', or put it into a file of its own");
      }
      return Optional.of(root);
    } catch (YamlFault fault) {
      problems.add(fault.problem());
      return Optional.empty();
    }
  }

  private Sized node(YamlTokens tokens, JsonToken token, int depth) throws YamlFault {
    Location at = tokens.location();
    if (depth > MAX_DEPTH) {
      throw tooDeep(at);
    }
    if (tokens.isAlias()) {
      return alias(tokens.string(), at, depth);
    }
    if (tokens.hasTag()) {
      problems.error("config.tag", at, "tags such as '!!name' are not read", "remove the tag");
    }
    String anchor = tokens.anchor();
    Sized sized =
        switch (token) {
          case START_OBJECT -> fields(tokens, at, depth);
          case START_ARRAY -> items(tokens, at, depth);
          default -> new Sized(tokens.scalar(token), 1, 1);
        };
    count(sized.node() instanceof Node.Scalar ? 1 : 0, at);
    if (anchor != null) {
      anchors.put(anchor, sized);
    }
    return sized;
  }

  private Sized fields(YamlTokens tokens, Location at, int depth) throws YamlFault {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    List<Node> merges = new ArrayList<>();
    int size = 1;
    int deepest = 0;
    count(1, at);
    while (tokens.next() != JsonToken.END_OBJECT) {
      String key = tokens.string();
      Location keyAt = tokens.location();
      JsonToken token = tokens.next();
      if (token == null) {
        break;
      }
      Sized value = node(tokens, token, depth + 1);
      size += value.size();
      deepest = Math.max(deepest, value.depth());
      checkKey(key, keyAt, entries.get(key));
      if (key.equals(MERGE)) {
        merges.add(value.node());
      } else {
        entries.putIfAbsent(key, new Node.Entry(keyAt, value.node()));
      }
    }
    merges.forEach(merge -> merge(merge, entries));
    return new Sized(new Node.Fields(entries, at), size, deepest + 1);
  }

  /** What a merge key would bring is put in: else so much would seem to be missing. */
  private static void merge(Node merge, Map<String, Node.Entry> entries) {
    List<Node> maps = merge instanceof Node.Items items ? items.items() : List.of(merge);
    for (Node map : maps) {
      if (map instanceof Node.Fields fields) {
        fields.entries().forEach(entries::putIfAbsent);
      }
    }
  }

  private void checkKey(String key, Location at, Node.@Nullable Entry first) {
    if (first != null) {
      String again = "the key '" + key + "' is there twice, first at " + first.key();
      problems.error("config.duplicate-key", at, again, "remove one of them");
    }
    if (key.equals(MERGE)) {
      problems.error(
          "config.merge-key", at, "merge keys ('<<') are not read", "write the keys out");
    }
  }

  private Sized items(YamlTokens tokens, Location at, int depth) throws YamlFault {
    List<Node> items = new ArrayList<>();
    int size = 1;
    int deepest = 0;
    count(1, at);
    for (JsonToken token = tokens.next();
        token != null && token != JsonToken.END_ARRAY;
        token = tokens.next()) {
      Sized item = node(tokens, token, depth + 1);
      size += item.size();
      deepest = Math.max(deepest, item.depth());
      items.add(item.node());
    }
    return new Sized(new Node.Items(items, at), size, deepest + 1);
  }

  private Sized alias(String name, Location at, int depth) throws YamlFault {
    Sized target = anchors.get(name);
    if (target == null) {
      throw new YamlFault(
          "config.alias",
          at,
          "there is no finished anchor '&" + name + "' before this alias",
          "put '&" + name + "' before a value above, or write the value out");
    }
    if (++aliases > MAX_ALIASES) {
      throw new YamlFault(
          "config.aliases",
          at,
          "there are more than " + MAX_ALIASES + " aliases",
          "write the values out");
    }
    if (depth + target.depth() - 1 > MAX_DEPTH) {
      throw tooDeep(at);
    }
    count(target.size(), at);
    return target;
  }

  /** Aliases count with all that they stand for, so nothing below ever walks a larger tree. */
  private void count(int more, Location at) throws YamlFault {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new YamlFault(
          "config.too-large",
          at,
          "there are more than " + MAX_NODES + " values, with aliases written out",
          "split the file, or use fewer aliases");
    }
  }

  private static YamlFault tooDeep(Location at) {
    return new YamlFault(
        "config.too-deep",
        at,
        "values are nested more than " + MAX_DEPTH + " deep",
        "nest them less deeply");
  }
}
