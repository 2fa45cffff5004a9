package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.load.PluginFault;
import java.nio.file.Path;

/** A plugin {@code shop} that a test breaks, and a sound one beside it that must not be harmed. */
final class TestingBrokenPlugin {

  private final TestingPlugins plugins;

  TestingBrokenPlugin(Path scratch) {
    plugins = new TestingPlugins(scratch);
    plugins.write("a-good", plugin("good", "good", "2.0", ""));
  }

  /** Where its JAR belongs. */
  Path jar() {
    return plugins.jar("shop");
  }

  /** A JAR with nothing in it, to be written to {@link #jar}. */
  PluginJar newJar() {
    return plugins.newJar();
  }

  /** A JAR that is not broken yet. */
  PluginJar sound() {
    return newJar()
        .with(validator("shop", "shop", "check", "return Either.right(event);"))
        .service("shop.ThePlugin");
  }

  /** Writes the JAR of a plugin {@code shop.ThePlugin}. */
  void write(String source) {
    plugins.write("shop", source);
  }

  void assertFault(String text) {
    assertThat(faultOf(Patience.DEFAULT)).hasToString(text);
  }

  /** What is wrong with it; the other one works. */
  PluginFault faultOf(Patience patience) {
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory(), patience)) {
      assertThat(registry.plugins()).hasSize(2);
      assertThat(registry.plugins().get(0).broken()).isEmpty();
      assertThat(registry.plugins().get(1).source()).isEqualTo(jar());
      return registry.plugins().get(1).broken().orElseThrow();
    }
  }
}
