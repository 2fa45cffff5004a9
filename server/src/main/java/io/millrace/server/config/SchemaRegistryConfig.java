package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The schema registry of streams with {@code framing: confluent}.
 *
 * @param url the start of its REST interface; empty: there is none
 * @param user who asks
 * @param password the user's
 * @param token what requests carry as a bearer token
 * @param headers what else requests carry
 * @param timeout how long an answer may take
 * @param maxSchemas of how many ids the schema is remembered
 */
public record SchemaRegistryConfig(
    @Setting(
            "The start of its REST interface, as http://registry:8081; for Apicurio with"
                + " /apis/ccompat/v7.")
        Optional<URI> url,
    @Setting("The user of basic authentication.") Optional<String> user,
    @Setting(value = "The user's password.", secret = true) Optional<String> password,
    @Setting(value = "A bearer token, in the place of user and password.", secret = true)
        Optional<String> token,
    @Setting(value = "More headers of each request, by name.", secret = true)
        Map<String, String> headers,
    @Setting(
            value = "How long one answer may take; a worker waits no longer for it.",
            byDefault = "5s")
        Duration timeout,
    @Setting(value = "Of how many ids the schema is remembered.", byDefault = "1000")
        int maxSchemas) {

  public SchemaRegistryConfig {
    headers = Map.copyOf(headers);
    Limits limits =
        new Limits()
            .positive("timeout", timeout)
            .within("max-schemas", maxSchemas, 1, 100_000)
            .must(
                user.isEmpty() || token.isEmpty(),
                "both user and token are set: remove one of them")
            .must(
                password.isEmpty() || user.isPresent(), "there is a password and no user: set user")
            .must(
                url.isPresent() || (user.isEmpty() && token.isEmpty() && headers.isEmpty()),
                "there is no url: set it, such as http://registry:8081");
    url.ifPresent(address -> check(address, limits));
    headers.forEach((name, value) -> limits.must(isHeader(name, value), headerMend(name)));
    limits.check();
  }

  private static boolean isHeader(String name, String value) {
    try {
      HttpRequest.newBuilder().header(name, value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The value may be a secret, so it is in no message. */
  private static String headerMend(String name) {
    return "the header '" + name + "' cannot be set: its name or its value is none of HTTP's";
  }

  private static void check(URI url, Limits limits) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    limits
        .must(
            http && url.getHost() != null, "the url must start with http:// or https:// and a host")
        .must(
            url.getUserInfo() == null,
            "the url has a user in it, and would be shown: set user and password instead")
        .must(
            url.getQuery() == null && url.getFragment() == null,
            "the url goes on after its path: remove '?' or '#'");
  }
}
