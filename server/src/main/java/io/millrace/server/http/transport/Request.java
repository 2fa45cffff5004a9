package io.millrace.server.http.transport;

import io.millrace.server.config.problem.Spelling;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request.
 *
 * @param method the method
 * @param path the segments of the path, decoded
 * @param query what stands behind the question mark
 * @param headers the headers
 * @param isOld whether it is HTTP/1.0
 * @param keepAlive whether the connection stays open
 */
public record Request(
    HttpMethod method,
    List<String> path,
    String query,
    HttpHeaders headers,
    boolean isOld,
    boolean keepAlive) {

  /** Stands for a request whose head cannot be read. */
  static final Request UNREADABLE =
      new Request(HttpMethod.GET, List.of(), "", EmptyHttpHeaders.INSTANCE, false, false);

  /**
   * Takes a request's head apart.
   *
   * @throws HttpProblem.Refused if its target is malformed
   */
  static Request of(HttpRequest head) {
    String target = origin(head.uri());
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    return new Request(
        head.method(),
        segments(path),
        query,
        head.headers(),
        head.protocolVersion().equals(HttpVersion.HTTP_1_0),
        HttpUtil.isKeepAlive(head));
  }

  boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  /** A header's value; the first one if there are several. */
  public @Nullable String header(CharSequence name) {
    return headers.get(name);
  }

  /**
   * The value of a header that says one thing.
   *
   * @throws HttpProblem.Refused with 400 if it is there more than once
   */
  public @Nullable String single(CharSequence name) {
    List<String> values = headers.getAll(name);
    if (values.size() > 1) {
      throw HttpProblem.of(
              400,
              "http.header.repeated",
              "The header " + name + " is there " + values.size() + " times.",
              "Send it once: of two that differ nobody knows which one counts.")
          .refused();
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /** A parameter of the query. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters().get(name)).map(values -> values.get(0));
  }

  /**
   * Refuses what would be ignored.
   *
   * @throws HttpProblem.Refused with 400 if the query has a parameter of another name
   */
  void allow(List<String> names) {
    for (String name : parameters().keySet()) {
      if (!names.contains(name)) {
        throw HttpProblem.of(
                400,
                "http.parameter.unknown",
                "There is no query parameter " + name + ".",
                Spelling.nearest(name, names)
                    .map(near -> "Did you mean " + near + "?")
                    .orElse(
                        names.isEmpty()
                            ? "Remove it; there are none here."
                            : "Remove it; there is " + String.join(" and ", names) + "."))
            .refused();
      }
    }
  }

  private Map<String, List<String>> parameters() {
    if (query.isEmpty()) {
      return Map.of();
    }
    try {
      return new QueryStringDecoder(query, false).parameters();
    } catch (IllegalArgumentException e) {
      throw HttpProblem.malformed("The query has a malformed % sequence.").refused();
    }
  }

  /** A parameter of the query that is a whole number. */
  public long number(String name, long byDefault, long least, long most) {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw HttpProblem.of(
            400,
            "http.parameter.malformed",
            name + " is a whole number from " + least + " to " + most + ".",
            "Correct the query parameter " + name + ".")
        .refused();
  }

  private static String origin(String uri) {
    if (uri.startsWith("/")) {
      return uri;
    }
    int scheme = uri.indexOf("://");
    if (scheme < 0) {
      throw HttpProblem.malformed("The request target does not start with a slash.").refused();
    }
    int slash = uri.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private static List<String> segments(String path) {
    String[] segments = path.substring(1).split("/", -1);
    if (path.indexOf('%') >= 0) {
      Arrays.setAll(segments, n -> decoded(segments[n]));
    }
    return List.of(segments);
  }

  private static String decoded(String segment) {
    try {
      return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      throw HttpProblem.malformed("The path has a malformed % sequence.").refused();
    }
  }
}
