package io.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The suite on a real registry: Apicurio, from Maven Central, with its Confluent interface. */
class ApicurioTest extends RegistryContractTest {

  @TempDir static Path directory;

  private static Process process;
  private static URI url;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("millrace.apicurio", "absent"));
    Assumptions.assumeTrue(
        Files.exists(jar), "Apicurio is not unpacked: run Maven with -Preal-registry");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    url = URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                jar.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    SchemaRegistry client = TestingRegistry.client(url, Duration.ofSeconds(5));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (client.byId(1).fold(why -> why.first().code(), any -> "").startsWith("registry.")) {
      assertThat(System.nanoTime()).as("up in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  URI url() {
    return url;
  }
}
