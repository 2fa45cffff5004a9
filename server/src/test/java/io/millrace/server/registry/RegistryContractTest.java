package io.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the client and a registry have to say to each other, whoever's registry it is. */
abstract class RegistryContractTest {

  private static final String ORDER =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";
  private static final String OTHER =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}";
  private static final String LONGER =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},"
          + "{\"name\":\"n\",\"type\":\"int\",\"default\":0}]}";

  private final String subject = "orders/" + UUID.randomUUID() + " é-value";

  abstract URI url();

  private SchemaRegistry client() {
    return TestingRegistry.client(url(), Duration.ofSeconds(20));
  }

  private static String code(Either<Failures, ?> answer) {
    Failure failure = answer.getLeft().first();
    return failure.kind() + " " + failure.code();
  }

  @Test
  void whatIsRegisteredIsFoundByIdByTextAndAsTheLatest() {
    int first = client().register(subject, ORDER).get();

    assertThat(client().register(subject, ORDER).get()).isEqualTo(first);
    assertThat(client().find(subject, ORDER).get()).isEqualTo(first);
    assertThat(client().byId(first).get().text()).isEqualTo(ORDER);
    int second = client().register(subject, LONGER).get();
    assertThat(client().latest(subject).get().id()).isEqualTo(second).isNotEqualTo(first);
    assertThat(client().latest(subject).get().text()).isEqualTo(LONGER);
  }

  @Test
  void whatIsNotThereIsNotThere() {
    assertThat(code(client().byId(1_999_999_999))).isEqualTo("REJECTED avro.unknown-schema");
    assertThat(code(client().latest(subject))).isEqualTo("REJECTED registry.subject");
    assertThat(code(client().find(subject, ORDER))).isEqualTo("REJECTED registry.subject");
    client().register(subject, ORDER).get();
    assertThat(code(client().find(subject, OTHER))).isEqualTo("REJECTED registry.subject");
  }

  @Test
  void whatIsNotCompatibleIsRefused() throws IOException, InterruptedException {
    client().register(subject, ORDER).get();
    wantBackwardCompatibility();

    assertThat(client().tryRegister(subject, LONGER).get()).isTrue();
    assertThat(code(client().tryRegister(subject, OTHER)))
        .isEqualTo("REJECTED registry.refused-schema");
    assertThat(code(client().register(subject, OTHER)))
        .isEqualTo("REJECTED registry.refused-schema");
    assertThat(client().tryRegister("none-" + subject, OTHER).get()).isTrue();
  }

  @Test
  void referencesComeBeforeWhatRefersToThem() throws IOException, InterruptedException {
    client().register(subject, ORDER).get();
    String basket =
        "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Basket\\\",\\\"fields\\\":"
            + "[{\\\"name\\\":\\\"o\\\",\\\"type\\\":\\\"Order\\\"}]}";
    String body =
        "{\"schema\":\"%s\",\"references\":[{\"name\":\"Order\",\"subject\":\"%s\",\"version\":1}]}";
    send("POST", "/subjects/b-" + encoded() + "/versions", body.formatted(basket, subject));

    assertThat(client().latest("b-" + subject).get().references()).containsExactly(ORDER);
  }

  private String encoded() {
    return RegistryClient.encoded(subject);
  }

  /** Confluent's is that by default; Apicurio wants to be told. */
  private void wantBackwardCompatibility() throws IOException, InterruptedException {
    send("PUT", "/config/" + encoded(), "{\"compatibility\":\"BACKWARD\"}");
  }

  private void send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", RegistryHttp.CONTENT_TYPE)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
  }
}
