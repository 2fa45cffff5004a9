package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.load.PluginFault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which the code of a plugin can be broken before the first event, and what the
 * operator reads.
 */
final class BrokenPluginTest {

  @TempDir Path scratch;
  private TestingBrokenPlugin shop;

  @BeforeEach
  void prepare() {
    shop = new TestingBrokenPlugin(scratch);
  }

  @Test
  void aConstructorThatThrows() {
    shop.write(throwing("new IllegalStateException(\"no licence\")"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.lang.IllegalStateException: no"
            + " licence; ask the plugin's author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatThrowsWhatCannotBeAsked() {
    shop.write(
        throwing("new RuntimeException() { public String getMessage() { throw new Error(); } }"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw shop.ThePlugin$1; ask the plugin's"
            + " author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatThrowsAServiceConfigurationError() {
    shop.write(throwing("new ServiceConfigurationError(\"javax.thing: none found\")"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.util.ServiceConfigurationError:"
            + " javax.thing: none found; ask the plugin's author; the log has the trace"
            + " [plugin.threw]");
  }

  @Test
  void aConstructorThatOverflowsTheStack() {
    shop.write(
        plugin("shop", "shop", "1", "public ThePlugin() { deep(); } void deep() { deep(); }"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin threw java.lang.StackOverflowError; ask the"
            + " plugin's author; the log has the trace [plugin.threw]");
  }

  @Test
  void aStaticInitialiserThatThrows() {
    shop.write(plugin("shop", "shop", "1", "static final int SIZE = Integer.parseInt(\"many\");"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin, in a static initialiser, threw"
            + " java.lang.NumberFormatException: For input string: \"many\"; ask the plugin's"
            + " author; the log has the trace [plugin.threw]");
  }

  @Test
  void aConstructorThatNeverEnds() {
    shop.write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() { while (true) { pause(); } }"
                + " void pause() { Thread.onSpinWait(); if (Thread.interrupted()) throw new Error(); }"));
    PluginFault fault =
        shop.faultOf(new Patience(Duration.ofMillis(200), Duration.ZERO, Duration.ZERO));
    assertThat(fault.toString())
        .startsWith(
            "shop.jar: loading the class that the service file names gave no answer within 200 ms;"
                + " it stands at ")
        .contains("shop.jar//shop.ThePlugin.<init>(ThePlugin.java:")
        .endsWith("; a plugin must not wait there; ask its author [plugin.hangs]");
  }

  @Test
  void aClassOfALibraryIsMissing() {
    shop.newJar()
        .against(type("lib", "public class Table { public Table() {} }"))
        .with(plugin("shop", "shop", "1", "public ThePlugin() { new lib.Table(); }"))
        .service("shop.ThePlugin")
        .write(shop.jar());
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class lib.Table, which is not in it;"
            + " put the JAR that has it into the plugin's folder, or build a self-contained JAR"
            + " [plugin.class-missing]");
  }

  @Test
  void theServersClassesCannotBeSeen() {
    shop.write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() throws Exception {"
                + " Class.forName(\"io.millrace.server.plugin.PluginRegistry\"); }"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class"
            + " io.millrace.server.plugin.PluginRegistry, which is not in it; plugins use"
            + " io.millrace.api only [plugin.class-missing]");
  }

  @Test
  void builtAgainstAnOlderApiWhoseEntryLacksAMethod() {
    shop.newJar()
        .against(type("io.millrace.api", "public interface Plugin { String version(); }"))
        .with(
            type(
                "shop",
                "public class ThePlugin implements Plugin { public String version() { return \"1\";"
                    + " } }"))
        .service("shop.ThePlugin")
        .write(shop.jar());
    shop.assertFault(
        "shop.jar: shop.ThePlugin does not have io.millrace.api.Plugin.name(); build the plugin"
            + " against the plugin API of this server [plugin.other-api]");
  }

  @Test
  void builtAgainstAnOlderApiThatHadAMethodWhichIsGone() {
    shop.newJar()
        .against(
            type(
                "io.millrace.api",
                "public record Position(String stream, long number, int[] more) {"
                    + " public static Position first(String stream, List<String>[] more) {"
                    + " return null; } }"))
        .with(
            plugin("shop", "shop", "1", "Object lazily() { return Position.first(\"a\", null); }"))
        .service("shop.ThePlugin")
        .write(shop.jar());
    shop.assertFault(
        "shop/ThePlugin.class in shop.jar uses io.millrace.api.Position.first(String, List[]),"
            + " which this server's plugin API does not have; build the plugin against the plugin"
            + " API of this server [plugin.other-api]");
  }

  @Test
  void builtAgainstANewerApiWithAnotherType() {
    shop.newJar()
        .against(type("io.millrace.api", "public interface Window { }"))
        .with(plugin("shop", "shop", "1", "Object lazily() { return new Window() {}; }"))
        .service("shop.ThePlugin")
        .write(shop.jar());
    shop.assertFault(
        "shop/ThePlugin$1.class in shop.jar uses io.millrace.api.Window, which this server's plugin"
            + " API does not have; build the plugin against the plugin API of this server"
            + " [plugin.other-api]");
  }

  @Test
  void askedForAnApiTypeByNameThatIsNotThere() {
    shop.write(
        plugin(
            "shop",
            "shop",
            "1",
            "public ThePlugin() throws Exception { Class.forName(\"io.millrace.api.Window\"); }"));
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin needs the class io.millrace.api.Window, which"
            + " this server does not have; build the plugin against the plugin API of this server"
            + " [plugin.other-api]");
  }

  @Test
  void aLibraryOfAnotherVersion() {
    shop.newJar()
        .against(type("lib", "public class Table { public static int size() { return 1; } }"))
        .with(plugin("shop", "shop", "1", "public ThePlugin() { lib.Table.size(); }"))
        .with(type("lib", "public class Table {}"))
        .service("shop.ThePlugin")
        .write(shop.jar());
    shop.assertFault(
        "shop.jar: the constructor of shop.ThePlugin met a class of another version:"
            + " java.lang.NoSuchMethodError: 'int lib.Table.size()'; build the plugin against the"
            + " versions that it brings, and this server's plugin API [plugin.linkage]");
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
    shop.write(source);
    assertThat(shop.faultOf(Patience.DEFAULT).toString())
        .startsWith("shop.jar: " + reason)
        .endsWith(" [plugin." + code + "]");
  }

  private static String throwing(String what) {
    return plugin("shop", "shop", "1", "public ThePlugin() { if (true) throw " + what + "; }");
  }
}
