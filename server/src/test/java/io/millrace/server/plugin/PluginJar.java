package io.millrace.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.vavr.control.Either;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.slf4j.Logger;

/** Makes JARs from sources, sound and broken ones. */
public final class PluginJar {

  private static final Pattern NAME =
      Pattern.compile(
          "package ([\\w.]+);.*?(?:class|interface|record|enum) (\\w+)", Pattern.DOTALL);

  private final Path scratch;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<Path> classPath = new ArrayList<>();

  public PluginJar(Path scratch) {
    this.scratch = scratch;
    for (Class<?> type : List.of(Event.class, Either.class, Logger.class)) {
      classPath.add(placeOf(type));
    }
  }

  private static Path placeOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** Compiles sources that later ones may use, but that are not part of the JAR. */
  public PluginJar against(String... sources) {
    classPath.add(0, compile(sources));
    return this;
  }

  /** Compiles sources and adds the classes. */
  public PluginJar with(String... sources) {
    Path classes = compile(sources);
    classPath.add(0, classes);
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        entries.put(name, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Names the plugin's class in the service file. */
  public PluginJar service(String text) {
    return entry("META-INF/services/io.millrace.api.Plugin", text.getBytes(UTF_8));
  }

  PluginJar entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  PluginJar without(String entry) {
    if (entries.remove(entry) == null) {
      throw new IllegalArgumentException("no entry " + entry + " in " + entries.keySet());
    }
    return this;
  }

  /** Says that a class was compiled for another Java. */
  PluginJar forJava(String entry, int java) {
    entries.get(entry)[7] = (byte) (java + 44);
    return this;
  }

  byte[] bytesOf(String entry) {
    return entries.get(entry).clone();
  }

  public Path write(Path jar) {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar;
  }

  private Path compile(String... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, null, UTF_8)) {
      Path classes = Files.createTempDirectory(scratch, "classes");
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      List<String> options = List.of("-proc:none", "-nowarn");
      List<Source> units = Stream.of(sources).map(Source::new).toList();
      if (!compiler.getTask(output, files, diagnostics, options, null, units).call()) {
        throw new IllegalArgumentException(
            diagnostics.getDiagnostics().stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n")));
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A source file whose name is read from its text. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + path(text)), Kind.SOURCE);
      this.text = text;
    }

    private static String path(String text) {
      Matcher matcher = NAME.matcher(text);
      if (!matcher.find()) {
        throw new IllegalArgumentException("no package and type in: " + text);
      }
      return matcher.group(1).replace('.', '/') + "/" + matcher.group(2) + ".java";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
