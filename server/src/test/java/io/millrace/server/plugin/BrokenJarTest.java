package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.plugin.load.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a JAR can be broken before a line of it runs, and what the operator reads. */
final class BrokenJarTest {

  private static final int JAVA = Runtime.version().feature();

  @TempDir Path scratch;
  private TestingBrokenPlugin shop;

  @BeforeEach
  void prepare() {
    shop = new TestingBrokenPlugin(scratch);
  }

  @Test
  void anEmptyFile() throws IOException {
    Files.createFile(shop.jar());
    shop.assertFault("shop.jar is empty; copy it again from where it was built [plugin.damaged]");
  }

  @Test
  void noZip() throws IOException {
    Files.writeString(shop.jar(), "<html>404 Not Found</html>");
    shop.assertFault(
        "shop.jar is not a JAR: it does not start as a ZIP file does; build it with 'jar' or a"
            + " build tool, or remove it [plugin.not-a-jar]");
  }

  @Test
  void aTruncatedJar() throws IOException {
    byte[] whole = Files.readAllBytes(shop.sound().write(shop.jar()));
    Files.write(shop.jar(), Arrays.copyOf(whole, whole.length / 2));
    shop.assertFault(
        "shop.jar is truncated or damaged: zip END header not found; copy it again from where it"
            + " was built [plugin.damaged]");
  }

  @Test
  void aClassWithAFlippedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(stored(shop.sound(), "shop/ThePlugin.class"));
    int at = new String(bytes, ISO_8859_1).indexOf("validators");
    bytes[at] ^= 1;
    Files.write(shop.jar(), bytes);
    shop.assertFault(
        "shop.jar is damaged: shop/ThePlugin.class does not match its checksum; copy it again from"
            + " where it was built [plugin.damaged]");
  }

  @Test
  void aClassThatIsNone() {
    shop.sound().entry("shop/Text.class", "text".getBytes(UTF_8)).write(shop.jar());
    shop.assertFault(
        "shop.jar is damaged: shop/Text.class is no class: it does not start as a class file does;"
            + " copy it again from where it was built [plugin.damaged]");
  }

  @Test
  void entriesThatLeadOutside() {
    for (String entry : List.of("../../evil.class", "/etc/evil", "a\\b.class", "shop/../../x")) {
      shop.sound().entry(entry, new byte[] {1}).write(shop.jar());
      shop.assertFault(
          "shop.jar has an entry that leads outside of it: "
              + entry
              + "; do not trust this file; get it again from its author [plugin.unsafe-entry]");
    }
  }

  @Test
  void aHugeJar() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(shop.jar().toFile(), "rw")) {
      file.setLength(600L << 20);
    }
    shop.assertFault(
        "shop.jar has 629145600 bytes, more than the 536870912 allowed; leave out what the plugin"
            + " does not need [plugin.too-large]");
  }

  @Test
  void aHugeClass() {
    shop.sound().entry("shop/Huge.class", new byte[(16 << 20) + 1]).write(shop.jar());
    shop.assertFault(
        "shop.jar has classes of an unreasonable size, shop/Huge.class; leave out what the plugin"
            + " does not need [plugin.too-large]");
  }

  @Test
  void noServiceFile() {
    shop.sound().without("META-INF/services/io.millrace.api.Plugin").write(shop.jar());
    shop.assertFault(
        "shop.jar: it has no META-INF/services/io.millrace.api.Plugin, so it offers nothing; add"
            + " the file, with the name of the class that implements io.millrace.api.Plugin; or"
            + " remove the JAR if it is no plugin [plugin.no-service-file]");
  }

  @Test
  void aServiceFileThatNamesAMissingClass() {
    shop.sound().service("shop.Gone").write(shop.jar());
    assertServiceFault("its service file names shop.Gone, which is not in it");
  }

  @Test
  void aServiceFileThatIsNoList() {
    shop.sound().service("not a class name").write(shop.jar());
    assertThat(shop.faultOf(Patience.DEFAULT).toString())
        .startsWith("shop.jar: its service file cannot be used: io.millrace.api.Plugin: jar:file:")
        .contains("services/io.millrace.api.Plugin:1: Illegal configuration-file syntax")
        .endsWith(" [plugin.service-file]");
  }

  @Test
  void aClassThatIsNoPlugin() {
    shop.sound()
        .with(type("shop", "public class Other {}"))
        .service("shop.Other")
        .write(shop.jar());
    assertServiceFault("shop.Other does not implement io.millrace.api.Plugin");
  }

  @Test
  void aClassThatIsNotPublic() {
    shop.write(plugin("shop", "shop", "1", "").replace("public class", "class"));
    assertServiceFault("shop.ThePlugin has no public constructor without parameters");
  }

  @Test
  void aClassThatIsNotPublicButItsConstructorIs() {
    shop.write(
        plugin("shop", "shop", "1", "public ThePlugin() {}").replace("public class", "class"));
    assertServiceFault("shop.ThePlugin is not public");
  }

  @Test
  void aConstructorWithParameters() {
    shop.write(plugin("shop", "shop", "1", "public ThePlugin(int number) {}"));
    assertServiceFault("shop.ThePlugin has no public constructor without parameters");
  }

  @Test
  void anAbstractClass() {
    shop.write(plugin("shop", "shop", "1", "").replace("public class", "public abstract class"));
    assertServiceFault("shop.ThePlugin is abstract");
  }

  @Test
  void twoPluginsInOneJar() {
    shop.sound()
        .with(plugin("other", "other", "1", ""))
        .service("shop.ThePlugin\nother.ThePlugin\n")
        .write(shop.jar());
    assertServiceFault(
        "its service files name more than one plugin: shop.ThePlugin, other.ThePlugin",
        "give each plugin a JAR or a folder of its own");
  }

  @Test
  void builtForANewerJava() {
    shop.sound().forJava("shop/ThePlugin.class", JAVA + 4).write(shop.jar());
    shop.assertFault(
        "shop/ThePlugin.class in shop.jar needs Java %d, and this server runs on Java %d; run the"
                .formatted(JAVA + 4, JAVA)
            + " server on Java %d, or build the plugin with --release %d [plugin.needs-newer-java]"
                .formatted(JAVA + 4, JAVA));
  }

  private void assertServiceFault(String reason) {
    assertServiceFault(
        reason,
        "META-INF/services/io.millrace.api.Plugin names one public class that implements it and has"
            + " a public constructor without parameters");
  }

  private void assertServiceFault(String reason, String mend) {
    shop.assertFault("shop.jar: " + reason + "; " + mend + " [plugin.service-file]");
  }

  /** Writes the JAR with one entry not compressed, so that a byte of it can be found. */
  private Path stored(PluginJar plugin, String entry) throws IOException {
    byte[] bytes = plugin.bytesOf(entry);
    try (var out = new ZipOutputStream(Files.newOutputStream(shop.jar()))) {
      var stored = new ZipEntry(entry);
      var checksum = new CRC32();
      checksum.update(bytes);
      stored.setMethod(ZipEntry.STORED);
      stored.setSize(bytes.length);
      stored.setCrc(checksum.getValue());
      out.putNextEntry(stored);
      out.write(bytes);
      out.closeEntry();
    }
    return shop.jar();
  }
}
