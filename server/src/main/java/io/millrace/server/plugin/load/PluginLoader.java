package io.millrace.server.plugin.load;

import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import io.millrace.server.plugin.load.LoadedPlugin.Offered;
import io.millrace.server.plugin.text.Fatal;
import io.millrace.server.plugin.text.Text;
import io.millrace.server.topology.StageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Loads one plugin: looks at its JARs, makes its entry and asks it what it offers. */
public final class PluginLoader {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern VERSION = Pattern.compile("[\\w.+-]{1,64}");
  private static final int LONGEST_NAME = 64;

  private final PluginSource source;
  private final Patience patience;
  private final List<String> warnings = new ArrayList<>();
  // Written by the thread that asks the plugin, which may still run after patience has ended.
  private final List<Offered> offered = new CopyOnWriteArrayList<>();
  private volatile Optional<String> name = Optional.empty();
  private volatile Optional<String> version = Optional.empty();
  private volatile String doing = "loading";

  public PluginLoader(PluginSource source, Patience patience) {
    this.source = source;
    this.patience = patience;
  }

  /** Loads the plugin; {@link #describe} says what was learned, whether this throws or not. */
  public LoadedPlugin load(ApiLinks links) throws BrokenPluginException {
    for (Path jar : source.jars()) {
      warnings.addAll(JarInspection.inspect(jar, links));
    }
    PluginClassLoader loader =
        new PluginClassLoader(source.file(), source.urls(), Plugin.class.getClassLoader());
    try {
      Patience.await(patience.load(), "load " + source.file(), loader, () -> interrogate(loader));
      return new LoadedPlugin(describe(Optional.empty()), offered, loader, patience);
    } catch (Throwable e) {
      closeQuietly(loader, e);
      Fatal.rethrow(e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw e instanceof BrokenPluginException broken
          ? broken
          : new BrokenPluginException(Breakage.of(source.file(), doing, e), e);
    }
  }

  public PluginDescription describe(Optional<PluginFault> fault) {
    List<StageOffer> offers = offered.stream().map(Offered::offer).toList();
    return new PluginDescription(source.path(), name, version, offers, warnings, fault);
  }

  private boolean interrogate(PluginClassLoader loader) throws Exception {
    Plugin plugin = entry(loader);
    Optional<String> missing = ApiLinks.unimplemented(plugin, Plugin.class);
    if (missing.isPresent()) {
      throw broken(
          "plugin.other-api",
          plugin.getClass().getName() + " does not have " + missing.get() + "()",
          "build the plugin against the plugin API of this server");
    }
    name = Optional.of(wellFormedName("name()", ask("name()", plugin::name)));
    version = Optional.of(wellFormedVersion(ask("version()", plugin::version)));
    take(StageKind.VALIDATE, ask("validators()", plugin::validators));
    take(StageKind.ENRICH, ask("enrichers()", plugin::enrichers));
    take(StageKind.TRANSFORM, ask("transformers()", plugin::transformers));
    take(StageKind.DELIVER, ask("sinks()", plugin::sinks));
    return true;
  }

  private Plugin entry(PluginClassLoader loader) throws BrokenPluginException {
    List<Plugin> entries = new ArrayList<>();
    doing = "loading the class that the service file names";
    try {
      ServiceLoader.load(Plugin.class, loader).forEach(entries::add);
    } catch (ServiceConfigurationError e) {
      Optional.ofNullable(e.getCause()).ifPresent(Fatal::rethrow);
      throw new BrokenPluginException(Breakage.of(source.file(), e), e);
    }
    if (entries.isEmpty()) {
      throw broken(
          "plugin.no-service-file",
          "it has no META-INF/services/io.millrace.api.Plugin, so it offers nothing",
          "add the file, with the name of the class that implements io.millrace.api.Plugin; or"
              + " remove the JAR if it is no plugin");
    }
    if (entries.size() > 1) {
      List<String> names = entries.stream().map(entry -> entry.getClass().getName()).toList();
      throw broken(
          "plugin.service-file",
          "its service files name more than one plugin: " + String.join(", ", names),
          "give each plugin a JAR or a folder of its own");
    }
    return entries.get(0);
  }

  private <F extends StageFactory<?, ?>> void take(StageKind kind, List<F> factories)
      throws Exception {
    Set<String> names = new HashSet<>();
    String nouns = StageOffer.noun(kind) + "s";
    for (Object element : ask("the list of its " + nouns, factories::toArray)) {
      if (!(element instanceof StageFactory<?, ?> factory)) {
        throw broken(
            "plugin.malformed",
            "its list of "
                + nouns
                + " contains "
                + (element == null ? "null" : "a " + element.getClass().getName()),
            "the list holds factories only; ask the plugin's author");
      }
      StageOffer offer = offer(kind, factory);
      if (!names.add(offer.name())) {
        throw broken(
            "plugin.malformed", "it offers the " + offer + " twice", "give each a name of its own");
      }
      offered.add(new Offered(offer, factory));
    }
  }

  private StageOffer offer(StageKind kind, StageFactory<?, ?> factory) throws Exception {
    String what = "a " + StageOffer.noun(kind) + "'s ";
    String stage = wellFormedName(what + "name()", ask(what + "name()", factory::name));
    Class<?> settings = ask(what + "settings()", factory::settings);
    if (!settings.isRecord()) {
      throw broken(
          "plugin.malformed",
          "the settings of the "
              + StageOffer.noun(kind)
              + " '"
              + stage
              + "' are no record but "
              + settings.getName(),
          "make the class a record");
    }
    return new StageOffer(kind, stage, settings.asSubclass(Record.class));
  }

  private <T> T ask(String what, Callable<T> call) throws Exception {
    doing = what;
    T answer = call.call();
    if (answer == null) {
      throw broken("plugin.returned-null", what + " returned null", "ask the plugin's author");
    }
    return answer;
  }

  private String wellFormedName(String what, String text) throws BrokenPluginException {
    if (text.length() > LONGEST_NAME || !NAME.matcher(text).matches()) {
      throw malformed(what, text, "lower-case words joined by '-', at most 64 characters");
    }
    return text;
  }

  private String wellFormedVersion(String text) throws BrokenPluginException {
    if (!VERSION.matcher(text).matches()) {
      throw malformed("version()", text, "1 to 64 letters, digits, '.', '-', '+' or '_'");
    }
    return text;
  }

  private BrokenPluginException malformed(String what, String text, String rule) {
    return broken(
        "plugin.malformed",
        what + " returned '" + Text.bounded(text) + "', which is malformed",
        "it is " + rule);
  }

  private BrokenPluginException broken(String code, String what, String mend) {
    return new BrokenPluginException(code, source.file() + ": " + what, mend);
  }

  private static void closeQuietly(PluginClassLoader loader, Throwable cause) {
    try {
      loader.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
