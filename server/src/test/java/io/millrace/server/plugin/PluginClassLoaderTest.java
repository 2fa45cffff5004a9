package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.type;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.server.plugin.load.PluginClassLoader;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** What a plugin sees, and what it does not see. */
final class PluginClassLoaderTest {

  @TempDir Path scratch;
  private PluginClassLoader loader;

  @BeforeEach
  void open() throws MalformedURLException {
    Path jar =
        new PluginJar(scratch)
            .with(type("shop", "public class Own {}"))
            .with(type("io.millrace.apiary", "public class Bee {}"))
            .with("package io.millrace.api; public interface Event {}")
            .entry("shop/table.csv", "own".getBytes(UTF_8))
            .entry("io/millrace/api/Plugin.class", "own".getBytes(UTF_8))
            .entry("io/millrace/apiary/table.csv", "own".getBytes(UTF_8))
            .entry("META-INF/services/shop.Thing", "own".getBytes(UTF_8))
            .write(scratch.resolve("shop.jar"));
    loader =
        new PluginClassLoader(
            "shop.jar", List.of(jar.toUri().toURL()), Event.class.getClassLoader());
  }

  @AfterEach
  void close() throws IOException {
    loader.close();
  }

  @Test
  void itsOwnClassesAreItsOwn() throws ClassNotFoundException {
    assertThat(loader.loadClass("shop.Own").getClassLoader()).isSameAs(loader);
  }

  @Test
  void theServedClassesAreTheServersEvenIfItBringsACopy() throws ClassNotFoundException {
    assertThat(loader.loadClass(Event.class.getName())).isSameAs(Event.class);
    assertThat(loader.loadClass(Either.class.getName())).isSameAs(Either.class);
    assertThat(loader.loadClass(Logger.class.getName())).isSameAs(Logger.class);
  }

  @Test
  void servedResourcesFollowTheSameRule() throws IOException {
    String name = "io/millrace/api/Plugin.class";
    URL servers = Event.class.getClassLoader().getResource(name);
    assertThat(loader.getResource(name)).isEqualTo(servers).isNotNull();
    assertThat(Collections.list(loader.getResources(name))).containsExactly(servers);
    try (InputStream in = loader.getResourceAsStream(name)) {
      assertThat(in.readNBytes(2)).isEqualTo(new byte[] {(byte) 0xCA, (byte) 0xFE});
    }
  }

  @Test
  void aPrefixEndsAtItsDot() throws ClassNotFoundException {
    assertThat(loader.loadClass("io.millrace.apiary.Bee").getClassLoader()).isSameAs(loader);
    assertThat(loader.getResource("io/millrace/apiary/table.csv")).isNotNull();
  }

  @Test
  void itsOwnResourcesAreItsOwn() throws IOException {
    try (InputStream in = loader.getResourceAsStream("shop/table.csv")) {
      assertThat(in.readAllBytes()).isEqualTo("own".getBytes(UTF_8));
    }
  }

  @Test
  void theServersClassesCannotBeSeen() {
    for (String name :
        List.of(
            PluginRegistry.class.getName(),
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.google.inject.Guice",
            "org.junit.jupiter.api.Test")) {
      assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void theServersResourcesCannotBeSeen() {
    assertThat(loader.getResource("logback-test.xml")).isNull();
    assertThat(loader.getResource("com/google/inject/Guice.class")).isNull();
  }

  @Test
  void servicesAreItsOwnOnly() throws IOException {
    String providers = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
    assertThat(Event.class.getClassLoader().getResource(providers)).isNotNull();
    assertThat(loader.getResource(providers)).isNull();
    assertThat(Collections.list(loader.getResources(providers))).isEmpty();
    assertThat(loader.getResource("META-INF/services/shop.Thing")).isNotNull();
  }

  @Test
  void theJdkIsThere() throws ClassNotFoundException {
    assertThat(loader.loadClass("java.sql.Driver")).isSameAs(java.sql.Driver.class);
    assertThat(loader.loadClass("java.net.http.HttpClient").getClassLoader())
        .isSameAs(java.net.http.HttpClient.class.getClassLoader());
  }
}
