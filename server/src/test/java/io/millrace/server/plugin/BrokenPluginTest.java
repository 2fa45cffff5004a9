package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static io.millrace.server.plugin.Sources.validator;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a plugin can be broken before the first event, and what the operator reads.
 */
final class BrokenPluginTest {

  private static final int JAVA = Runtime.version().feature();

  private static Path neighbour;

  @TempDir Path scratch;
  private Path directory;
  private Path jar;

  @BeforeAll
  static void compileNeighbour(@TempDir Path shared) {
    neighbour =
        new PluginJar(shared)
            .with(plugin("good", "good", "2.0", ""))
            .service("good.ThePlugin")
            .write(shared.resolve("a-good.jar"));
  }

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createDirectory(scratch.resolve("plugins"));
    jar = directory.resolve("shop.jar");
    Files.copy(neighbour, directory.resolve("a-good.jar"));
  }

  @Test
  void anEmptyFile() throws IOException {
    Files.createFile(jar);
    assertFault("shop.jar is empty; copy it again from where it was built [plugin.damaged]");
  }

  @Test
  void noZip() throws IOException {
    Files.writeString(jar, "<html>404 Not Found</html>");
    assertFault(
        "shop.jar is not a JAR: it does not start as a ZIP file does; build it with 'jar' or a"
            + " build tool, or remove it [plugin.not-a-jar]");
  }

  @Test
  void aTruncatedJar() throws IOException {
    byte[] whole = Files.readAllBytes(sound().write(jar));
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    assertFault(
        "shop.jar is truncated or damaged: zip END header not found; copy it again from where it"
            + " was built [plugin.damaged]");
  }

  @Test
  void aClassWithAFlippedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(stored(sound(), "shop/ThePlugin.class"));
    int at = new String(bytes, ISO_8859_1).indexOf("validators");
    bytes[at] ^= 1;
    Files.write(jar, bytes);
    assertFault(
        "shop.jar is damaged: shop/ThePlugin.class does not match its checksum; copy it again from"
            + " where it was built [plugin.damaged]");
  }

  @Test
  void aClassThatIsNone() {
    sound().entry("shop/Text.class", "text".getBytes(UTF_8)).write(jar);
    assertFault(
        "shop.jar is damaged: shop/Text.class is no class: it does not start as a class file does;"
            + " copy it again from where it was built [plugin.damaged]");
  }

  @Test
  void entriesThatLeadOutside() {
    for (String entry : List.of("../../evil.class", "/etc/evil", "a\\b.class", "shop/../../x")) {
      sound().entry(entry, new byte[] {1}).write(jar);
      assertFault(
          "shop.jar has an entry that leads outside of it: "
              + entry
              + "; do not trust this file; get it again from its author [plugin.unsafe-entry]");
    }
  }

  @Test
  void aHugeJar() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
      file.setLength(600L << 20);
    }
    assertFault(
        "shop.jar has 629145600 bytes, more than the 536870912 allowed; leave out what the plugin"
            + " does not need [plugin.too-large]");
  }

  @Test
  void aHugeClass() {
    sound().entry("shop/Huge.class", new byte[(16 << 20) + 1]).write(jar);
    assertFault(
        "shop.jar has classes of an unreasonable size, shop/Huge.class; leave out what the plugin"
            + " does not need [plugin.too-large]");
  }

  @Test
  void noServiceFile() {
    sound().without("META-INF/services/io.millrace.api.Plugin").write(jar);
    assertFault(
        "shop.jar: it has no META-INF/services/io.millrace.api.Plugin, so it offers nothing; add"
            + " the file, with the name of the class that implements io.millrace.api.Plugin; or"
            + " remove the JAR if it is no plugin [plugin.no-service-file]");
  }

  @Test
  void aServiceFileThatNamesAMissingClass() {
    sound().service("shop.Gone").write(jar);
    assertServiceFault("its service file names shop.Gone, which is not in it");
  }

  @Test
  void aServiceFileThatIsNoList() {
    sound().service("not a class name").write(jar);
    assertThat(faultOf(Patience.DEFAULT).toString())
        .startsWith("shop.jar: its service file cannot be used: io.millrace.api.Plugin: jar:file:")
        .contains("services/io.millrace.api.Plugin:1: Illegal configuration-file syntax")
        .endsWith(" [plugin.service-file]");
  }

  @Test
  void aClassThatIsNoPlugin() {
    sound().with(type("shop", "public class Other {}")).service("shop.Other").write(jar);
    assertServiceFault("shop.Other does not implement io.millrace.api.Plugin");
  }

  @Test
  void aClassThatIsNotPublic() {
    write(plugin("shop", "shop", "1", "").replace("public class", "class"));
    assertServiceFault("shop.ThePlugin has no public constructor without parameters");
  }

  @Test
  void aClassThatIsNotPublicButItsConstructorIs() {
    write(plugin("shop", "shop", "1", "public ThePlugin() {}").replace("public class", "class"));
    assertServiceFault("shop.ThePlugin is not public");
  }

  @Test
  void aConstructorWithParameters() {
    write(plugin("shop", "shop", "1", "public ThePlugin(int number) {}"));
    assertServiceFault("shop.ThePlugin has no public constructor without parameters");
  }

  @Test
  void anAbstractClass() {
    write(plugin("shop", "shop", "1", "").replace("public class", "public abstract class"));
    assertServiceFault("shop.ThePlugin is abstract");
  }

  @Test
  void aConstructorThatThrows() {
    write(throwing("new IllegalStateException(\"no licence\")"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.lang.IllegalStateException: no"
            + " licence; ask the plugin's author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatThrowsWhatCannotBeAsked() {
    write(throwing("new RuntimeException() { public String getMessage() { throw new Error(); } }"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw shop.ThePlugin$1; ask the plugin's"
            + " author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatThrowsAServiceConfigurationError() {
    write(throwing("new ServiceConfigurationError(\"javax.thing: none found\")"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.util.ServiceConfigurationError:"
            + " javax.thing: none found; ask the plugin's author; the log has the trace"
            + " [plugin.threw]");
  }

  @Test
  void aConstructorThatOverflowsTheStack() {
    write(plugin("shop", "shop", "1", "public ThePlugin() { deep(); } void deep() { deep(); }"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.lang.StackOverflowError; ask the"
            + " plugin's author; the log has the trace [plugin.threw]");
  }

  @Test
  void aStaticInitialiserThatThrows() {
    write(plugin("shop", "shop", "1", "static final int SIZE = Integer.parseInt(\"many\");"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin, in a static initialiser, threw"
            + " java.lang.NumberFormatException: For input string: \"many\"; ask the plugin's"
            + " author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatNeverEnds() {
    write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() { while (true) { pause(); } }"
                + " void pause() { Thread.onSpinWait(); if (Thread.interrupted()) throw new Error(); }"));
    PluginFault fault = faultOf(new Patience(Duration.ofMillis(200), Duration.ZERO, Duration.ZERO));
    assertThat(fault.toString())
        .startsWith(
            "shop.jar: loading the class that the service file names gave no answer within 200 ms;"
                + " it stands at ")
        .contains("shop.jar//shop.ThePlugin.<init>(ThePlugin.java:")
        .endsWith("; a plugin must not wait there; ask its author [plugin.hangs]");
  }

  @Test
  void aClassOfALibraryIsMissing() {
    new PluginJar(scratch)
        .against(type("lib", "public class Table { public Table() {} }"))
        .with(plugin("shop", "shop", "1", "public ThePlugin() { new lib.Table(); }"))
        .service("shop.ThePlugin")
        .write(jar);
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class lib.Table, which is not in it;"
            + " put the JAR that has it into the plugin's folder, or build a self-contained JAR"
            + " [plugin.class-missing]");
  }

  @Test
  void theServersClassesCannotBeSeen() {
    write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() throws Exception {"
                + " Class.forName(\"io.millrace.server.plugin.PluginRegistry\"); }"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class"
            + " io.millrace.server.plugin.PluginRegistry, which is not in it; plugins use"
            + " io.millrace.api only [plugin.class-missing]");
  }

  @Test
  void builtForANewerJava() {
    sound().forJava("shop/ThePlugin.class", JAVA + 4).write(jar);
    assertFault(
        "shop/ThePlugin.class in shop.jar needs Java %d, and this server runs on Java %d; run the"
                .formatted(JAVA + 4, JAVA)
            + " server on Java %d, or build the plugin with --release %d [plugin.needs-newer-java]"
                .formatted(JAVA + 4, JAVA));
  }

  @Test
  void builtAgainstAnOlderApiWhoseEntryLacksAMethod() {
    new PluginJar(scratch)
        .against(type("io.millrace.api", "public interface Plugin { String version(); }"))
        .with(
            type(
                "shop",
                "public class ThePlugin implements Plugin { public String version() { return \"1\";"
                    + " } }"))
        .service("shop.ThePlugin")
        .write(jar);
    assertFault(
        "shop.jar: shop.ThePlugin does not have io.millrace.api.Plugin.name(); build the plugin"
            + " against the plugin API of this server [plugin.other-api]");
  }

  @Test
  void builtAgainstAnOlderApiThatHadAMethodWhichIsGone() {
    new PluginJar(scratch)
        .against(
            type(
                "io.millrace.api",
                "public record Position(String stream, long number, int[] more) {"
                    + " public static Position first(String stream, List<String>[] more) {"
                    + " return null; } }"))
        .with(
            plugin("shop", "shop", "1", "Object lazily() { return Position.first(\"a\", null); }"))
        .service("shop.ThePlugin")
        .write(jar);
    assertFault(
        "shop/ThePlugin.class in shop.jar uses io.millrace.api.Position.first(String, List[]),"
            + " which this server's plugin API does not have; build the plugin against the plugin"
            + " API of this server [plugin.other-api]");
  }

  @Test
  void builtAgainstANewerApiWithAnotherType() {
    new PluginJar(scratch)
        .against(type("io.millrace.api", "public interface Window { }"))
        .with(plugin("shop", "shop", "1", "Object lazily() { return new Window() {}; }"))
        .service("shop.ThePlugin")
        .write(jar);
    assertFault(
        "shop/ThePlugin$1.class in shop.jar uses io.millrace.api.Window, which this server's plugin"
            + " API does not have; build the plugin against the plugin API of this server"
            + " [plugin.other-api]");
  }

  @Test
  void askedForAnApiTypeByNameThatIsNotThere() {
    write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() throws Exception { Class.forName(\"io.millrace.api.Window\"); }"));
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class io.millrace.api.Window, which"
            + " this server does not have; build the plugin against the plugin API of this server"
            + " [plugin.other-api]");
  }

  @Test
  void aLibraryOfAnotherVersion() {
    new PluginJar(scratch)
        .against(type("lib", "public class Table { public static int size() { return 1; } }"))
        .with(plugin("shop", "shop", "1", "public ThePlugin() { lib.Table.size(); }"))
        .with(type("lib", "public class Table {}"))
        .service("shop.ThePlugin")
        .write(jar);
    assertFault(
        "shop.jar: the constructor of shop.ThePlugin met a class of another version:"
            + " java.lang.NoSuchMethodError: 'int lib.Table.size()'; build the plugin against the"
            + " versions that it brings, and this server's plugin API [plugin.linkage]");
  }

  @Test
  void twoPluginsInOneJar() {
    sound()
        .with(plugin("other", "other", "1", ""))
        .service("shop.ThePlugin\nother.ThePlugin\n")
        .write(jar);
    assertServiceFault(
        "its service files name more than one plugin: shop.ThePlugin, other.ThePlugin",
        "give each plugin a JAR or a folder of its own");
  }

  @Test
  void whatItSaysOfItselfIsMalformed() {
    assertSays(plugin("shop", null, "1", ""), "name() returned null; ask", "returned-null");
    assertSays(plugin("shop", "Shop!", "1", ""), "name() returned 'Shop!', which is", "malformed");
    assertSays(plugin("shop", "shop", null, ""), "version() returned null; ask", "returned-null");
    assertSays(plugin("shop", "shop", "1 ?", ""), "version() returned '1 ?', which", "malformed");
  }

  @Test
  void whatItOffersIsMalformed() {
    assertSays(offering("null"), "validators() returned null; ask", "returned-null");
    assertSays(
        offering("Collections.singletonList(null)"),
        "its list of validators contains null; the list holds factories only",
        "malformed");
    assertSays(
        offering("(List) List.of(1)"),
        "its list of validators contains a java.lang.Integer; the list holds",
        "malformed");
    assertSays(
        offering(
            "new AbstractList<StageFactory<?, Validator>>() { public int size() { return 2; }"
                + " public StageFactory<?, Validator> get(int at) { throw new Error(\"lies\"); } }"),
        "the list of its validators threw java.lang.Error: lies;",
        "threw");
    assertSays(
        offering("List.of(StageFactory.of(\"A b\", Settings.class, null_()))"),
        "a validator's name() returned 'A b', which is malformed; it is lower-case words",
        "malformed");
    assertSays(
        offering("List.of(StageFactory.of(\"check\", (Class) String.class, null_()))"),
        "the settings of the validator 'check' are no record but java.lang.String; make",
        "malformed");
    assertSays(
        offering("Collections.nCopies(2, StageFactory.of(\"check\", Settings.class, null_()))"),
        "it offers the validator 'check' twice; give each a name of its own",
        "malformed");
    assertSays(
        offering(
            "List.of(new StageFactory<Settings, Validator>() {"
                + " public String name() { return \"check\"; }"
                + " public Class<Settings> settings() { return null; }"
                + " public Validator create(Settings s, StageContext c) { return null; } })"),
        "a validator's settings() returned null; ask",
        "returned-null");
  }

  private static String offering(String list) {
    return plugin(
        "shop",
        "shop",
        "1",
        "@SuppressWarnings(\"unchecked\") public List<StageFactory<?, Validator>> validators() {"
            + " return "
            + list
            + "; } StageFactory.Creator<Settings, Validator> null_() { return (s, c) -> null; }");
  }

  private void assertSays(String source, String reason, String code) {
    write(source);
    assertThat(faultOf(Patience.DEFAULT).toString())
        .startsWith("shop.jar: " + reason)
        .endsWith(" [plugin." + code + "]");
  }

  private void assertServiceFault(String reason) {
    assertServiceFault(
        reason,
        "META-INF/services/io.millrace.api.Plugin names one public class that implements it and has"
            + " a public constructor without parameters");
  }

  private void assertServiceFault(String reason, String mend) {
    assertFault("shop.jar: " + reason + "; " + mend + " [plugin.service-file]");
  }

  private void assertFault(String text) {
    assertThat(faultOf(Patience.DEFAULT)).hasToString(text);
  }

  /** The one plugin's fault, with a sound plugin beside it that is not harmed. */
  private PluginFault faultOf(Patience patience) {
    try (PluginRegistry registry = PluginRegistry.load(directory, patience)) {
      assertThat(registry.plugins()).hasSize(2);
      assertThat(registry.plugins().get(0).broken()).isEmpty();
      assertThat(registry.plugins().get(1).source()).isEqualTo(jar);
      return registry.plugins().get(1).broken().orElseThrow();
    }
  }

  private PluginJar sound() {
    return new PluginJar(scratch)
        .with(validator("shop", "shop", "check", "return Either.right(event);"))
        .service("shop.ThePlugin");
  }

  private void write(String source) {
    new PluginJar(scratch).with(source).service("shop.ThePlugin").write(jar);
  }

  private static String throwing(String what) {
    return plugin("shop", "shop", "1", "public ThePlugin() { if (true) throw " + what + "; }");
  }

  /** Writes the JAR with one entry not compressed, so that a byte of it can be found. */
  private Path stored(PluginJar plugin, String entry) throws IOException {
    byte[] bytes = plugin.bytesOf(entry);
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
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
    return jar;
  }
}
