package io.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.server.stream.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Webhooks of some kilobytes of JSON: real ones if the environment variable {@code WEBHOOKS} names
 * a directory of them, one a line in {@code *.ndjson}; else made ones of the same shape. Each has a
 * delivery's id of its own in front.
 */
final class Webhooks implements Samples {

  private static final String DIRECTORY = "WEBHOOKS";
  private static final int LEAST = 2_000;
  private static final int MOST = 8_000;
  private static final int MADE_USERS = 200;

  private final Random random;
  private final List<String> payloads;

  Webhooks(long seed) {
    random = new Random(seed);
    payloads = payloads();
  }

  @Override
  public Sample next() {
    String delivery = new UUID(random.nextLong(), random.nextLong()).toString();
    String payload = payloads.get(random.nextInt(payloads.size()));
    String json = "{\"delivery\":\"" + delivery + "\"," + payload.substring(1);
    return new Sample(Bytes.utf8(delivery), Bytes.utf8(json));
  }

  /** Whether they are real. */
  static boolean areReal() {
    return directory().isPresent();
  }

  /** The lookup table: a row for each sender, as CSV. */
  static String userTable() {
    Set<String> logins = new TreeSet<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String payload : payloads()) {
      logins.add(tree(mapper, payload).at("/sender/login").textValue());
    }
    StringBuilder table = new StringBuilder("login,team\n");
    logins.forEach(login -> table.append('"').append(login).append("\",team-a\n"));
    return table.toString();
  }

  private static List<String> payloads() {
    List<String> payloads = directory().map(Webhooks::real).orElseGet(Webhooks::made);
    if (payloads.isEmpty()) {
      throw new IllegalStateException(DIRECTORY + " names no directory with webhooks that fit");
    }
    return payloads;
  }

  private static Optional<Path> directory() {
    return Optional.ofNullable(System.getenv(DIRECTORY))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  private static List<String> real(Path directory) {
    ObjectMapper mapper = new ObjectMapper();
    List<String> payloads = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(path -> path.toString().endsWith(".ndjson")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (fits(line) && isComplete(tree(mapper, line))) {
            payloads.add(line);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return payloads;
  }

  private static boolean fits(String line) {
    int bytes = line.getBytes(UTF_8).length;
    return line.startsWith("{\"") && bytes >= LEAST && bytes <= MOST;
  }

  private static boolean isComplete(JsonNode webhook) {
    return Stream.of("/action", "/repository/full_name", "/sender/login")
        .allMatch(path -> webhook.at(path).isTextual());
  }

  private static JsonNode tree(ObjectMapper mapper, String json) {
    try {
      return mapper.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An action, a label, a repository with some forty addresses and its owner, and a sender. */
  private static List<String> made() {
    List<String> payloads = new ArrayList<>();
    for (int i = 0; i < MADE_USERS; i++) {
      String api = "https://api.example.org/repos/user-" + i + "/project-" + i;
      StringBuilder json = new StringBuilder("{\"action\":\"created\",\"label\":{\"id\":");
      json.append(1_362_937_026L + i).append(",\"name\":\":bug: Bugfix\",\"color\":\"cb1f00\",");
      json.append("\"default\":false,\"description\":null},\"repository\":{\"id\":").append(i);
      json.append(",\"full_name\":\"user-").append(i).append("/project-").append(i);
      json.append("\",\"private\":false,\"owner\":").append(user(i));
      for (int n = 0; n < 45; n++) {
        json.append(",\"address_").append(n).append("_url\":\"").append(api);
        json.append("/things-").append(n).append("{/number}\"");
      }
      json.append(",\"size\":0,\"fork\":false},\"sender\":").append(user(i)).append('}');
      payloads.add(json.toString());
    }
    return payloads;
  }

  private static String user(int number) {
    StringBuilder json = new StringBuilder("{\"login\":\"user-").append(number);
    json.append("\",\"id\":").append(21_031_067 + number).append(",\"type\":\"User\"");
    for (String what : List.of("followers", "following", "gists", "starred", "repos", "events")) {
      json.append(",\"").append(what).append("_url\":\"https://api.example.org/users/user-");
      json.append(number).append('/').append(what).append("\"");
    }
    return json.append(",\"site_admin\":false}").toString();
  }
}
