package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PluginVersionTest {

  @Test
  void withoutAManifestItIsUnknown() {
    Plugin plugin = () -> "some";

    assertThat(plugin.version()).isEqualTo("unknown");
  }
}
