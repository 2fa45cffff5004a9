package io.millrace.server.plugin.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a plugin in the plugins directory. */
final class PluginDirectoryTest {

  @TempDir Path directory;

  @Test
  void aDirectoryThatDoesNotExistIsAWarning() {
    Path gone = directory.resolve("gone");
    assertThat(PluginDirectory.scan(gone).warnings())
        .containsExactly("the plugins directory " + gone + " does not exist; no plugin is loaded");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsAWarning() throws IOException {
    Path file = Files.createFile(directory.resolve("plugins"));
    assertThat(PluginDirectory.scan(file).warnings())
        .containsExactly(
            "the plugins directory " + file + " is not a directory; no plugin is loaded");
  }

  @Test
  void hiddenFilesAndOtherFilesArePassedOver() throws IOException {
    Files.createFile(directory.resolve("README.md"));
    Files.createFile(directory.resolve(".hidden.jar"));
    Files.createDirectory(directory.resolve(".git"));
    PluginDirectory.Found found = PluginDirectory.scan(directory);
    assertThat(found.sources()).isEmpty();
    assertThat(found.broken()).isEmpty();
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void jarsAndFoldersOfJarsAreFoundInOrder() throws IOException {
    Path shop = Files.createFile(directory.resolve("shop.JAR"));
    Path geo = Files.createDirectory(directory.resolve("geo"));
    Path second = Files.createFile(geo.resolve("second.jar"));
    Path first = Files.createFile(geo.resolve("first.jar"));
    Files.createFile(geo.resolve("LICENSE"));
    assertThat(PluginDirectory.scan(directory).sources())
        .containsExactly(
            new PluginSource(geo, List.of(first, second)), new PluginSource(shop, List.of(shop)));
  }

  @Test
  void aFolderWithNoJar() throws IOException {
    Files.createDirectory(directory.resolve("geo"));
    assertFault(
        "the folder geo holds no JAR; put the plugin's JARs right into it, or remove it"
            + " [plugin.empty-folder]");
  }

  @Test
  void aFolderOfTheNameOfAJarInAFolder() throws IOException {
    Files.createDirectories(directory.resolve("geo").resolve("geo.jar"));
    assertFault("geo.jar is not a regular file; remove it [plugin.not-a-file]");
  }

  @Test
  void aLinkThatLeadsNowhere() throws IOException {
    Files.createSymbolicLink(directory.resolve("shop.jar"), directory.resolve("gone.jar"));
    assertFault(
        "shop.jar is a symbolic link that leads nowhere or in a circle; mend or remove the link"
            + " [plugin.dead-link]");
  }

  @Test
  void linksInACircle() throws IOException {
    Files.createSymbolicLink(directory.resolve("circle"), directory.resolve("circle"));
    assertFault(
        "circle is a symbolic link that leads nowhere or in a circle; mend or remove the link"
            + " [plugin.dead-link]");
  }

  @Test
  void aLinkBackToTheDirectory() throws IOException {
    Files.createSymbolicLink(directory.resolve("again"), directory);
    assertFault(
        "again is a link back to the directory that it lies in; remove it [plugin.link-loop]");
  }

  @Test
  void aLinkToAParentOfTheDirectory() throws IOException {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    Files.createSymbolicLink(plugins.resolve("up"), directory);
    assertThat(PluginDirectory.scan(plugins).broken().get(0).broken().orElseThrow().code())
        .isEqualTo("plugin.link-loop");
  }

  @Test
  void theSameFileTwice() throws IOException {
    Path first = Files.createFile(directory.resolve("shop-1.0.jar"));
    Files.createSymbolicLink(directory.resolve("shop.jar"), first);
    assertThat(PluginDirectory.scan(directory).sources()).hasSize(1);
    assertFault(
        "shop.jar is the same file as shop-1.0.jar; remove one of the two [plugin.same-file]");
  }

  private void assertFault(String text) {
    List<PluginDescription> broken = PluginDirectory.scan(directory).broken();
    assertThat(broken).hasSize(1);
    assertThat(broken.get(0).broken().orElseThrow()).hasToString(text);
  }
}
