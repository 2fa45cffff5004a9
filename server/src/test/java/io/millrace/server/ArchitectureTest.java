package io.millrace.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;

/** The rules of the house; each message says how to mend what breaks it. */
@AnalyzeClasses(
    packages = "io.millrace.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.millrace.server";

  @ArchTest
  static final ArchRule importsPointDown =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy(ROOT + ".cli..")
          .layer("log")
          .definedBy(ROOT + ".log..")
          .layer("root")
          .definedBy(ROOT)
          .layer("http")
          .definedBy(ROOT + ".http..")
          .layer("engine")
          .definedBy(ROOT + ".engine..")
          .layer("pipeline")
          .definedBy(ROOT + ".pipeline..")
          .layer("plugin")
          .definedBy(ROOT + ".plugin..")
          .layer("codec")
          .definedBy(ROOT + ".codec..")
          .layer("registry")
          .definedBy(ROOT + ".registry..")
          .layer("topology")
          .definedBy(ROOT + ".topology..")
          .layer("backends")
          .definedBy(
              ROOT + ".stream.embedded..", ROOT + ".stream.kafka..", ROOT + ".stream.memory..")
          .layer("stream")
          .definedBy(ROOT + ".stream")
          .layer("metrics")
          .definedBy(ROOT + ".metrics..")
          .layer("config")
          .definedBy(ROOT + ".config..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("root")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("cli", "root")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("cli", "root", "http")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("cli", "root", "http", "engine")
          .whereLayer("plugin")
          .mayOnlyBeAccessedByLayers("cli", "root", "http", "engine", "pipeline")
          .whereLayer("codec")
          .mayOnlyBeAccessedByLayers("cli", "root", "http", "engine", "pipeline", "plugin")
          .whereLayer("registry")
          .mayOnlyBeAccessedByLayers("cli", "root", "codec")
          .whereLayer("topology")
          .mayOnlyBeAccessedByLayers("cli", "root", "http", "engine", "pipeline", "plugin", "codec")
          .whereLayer("backends")
          .mayOnlyBeAccessedByLayers("cli", "root")
          .whereLayer("stream")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "root",
              "http",
              "engine",
              "pipeline",
              "plugin",
              "codec",
              "topology",
              "backends")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "root",
              "http",
              "engine",
              "pipeline",
              "plugin",
              "codec",
              "topology",
              "backends",
              "stream")
          .because(
              "an import may only point down this list; move the class to the lowest package that"
                  + " needs it, or hand the value down through a constructor");

  @ArchTest
  static final ArchRule noCircles =
      SlicesRuleDefinition.slices()
          .matching(ROOT + ".(*)..")
          .should()
          .beFreeOfCycles()
          .because("a circle is one package that has been cut in the wrong place");

  @ArchTest
  static final ArchRule importsInCodecPointDown =
      pointsDown(ROOT + ".codec", "failure", "json", "avro", "body", "text");

  @ArchTest
  static final ArchRule formatsStayInCodec =
      noClasses()
          .that(resideOutsideOfPackages(ROOT + ".codec.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      ROOT + ".codec.json",
                      ROOT + ".codec.avro",
                      ROOT + ".codec.body",
                      ROOT + ".codec.text")
                  .and(not(simpleName("JsonArrays")))
                  .and(not(simpleName("CodecException"))))
          .because("above codec a body is an Event: ask StreamCodec, or codec.failure");

  @ArchTest
  static final ArchRule importsInTheEmbeddedLogPointDown =
      pointsDown(ROOT + ".stream.embedded", "merge", "read", "segment", "frame", "file");

  @ArchTest
  static final ArchRule theEmbeddedLogKeepsItsParts = keepsItsParts(ROOT + ".stream.embedded");

  @ArchTest
  static final ArchRule importsInHttpPointDown =
      pointsDown(ROOT + ".http", "ingest", "streams", "transport");

  @ArchTest static final ArchRule httpKeepsItsParts = keepsItsParts(ROOT + ".http");

  @ArchTest
  static final ArchRule importsInConfigPointDown =
      pointsDown(ROOT + ".config", "bind", "yaml", "problem");

  @ArchTest
  static final ArchRule importsInPluginPointDown =
      pointsDown(ROOT + ".plugin", "stage", "load", "text");

  @ArchTest static final ArchRule nettyIsInHttp = only("io.netty..", ROOT + ".http..");

  @ArchTest
  static final ArchRule micrometerIsInMetrics = only("io.micrometer..", ROOT + ".metrics..");

  @ArchTest static final ArchRule celIsInPipeline = only("dev.cel..", ROOT + ".pipeline..");

  @ArchTest static final ArchRule picocliIsInCli = only("picocli..", ROOT + ".cli..");

  @ArchTest
  static final ArchRule kafkaIsInItsBackend = only("org.apache.kafka..", ROOT + ".stream.kafka..");

  @ArchTest
  static final ArchRule yamlIsInConfig =
      only("com.fasterxml.jackson.dataformat.yaml..", ROOT + ".config.yaml");

  @ArchTest static final ArchRule avroIsInCodec = only("org.apache.avro..", ROOT + ".codec..");

  @ArchTest
  static final ArchRule fileChannelsAreInTheEmbeddedLog =
      noClasses()
          .that(resideOutsideOfPackages(ROOT + ".stream.embedded.."))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.channels.FileChannel")
          .allowEmptyShould(true)
          .because("what is on disk is the embedded log's; use its classes");

  @ArchTest
  static final ArchRule serviceLoadersAreInPlugin =
      noClasses()
          .that(resideOutsideOfPackages(ROOT + ".plugin.."))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.ServiceLoader")
          .because("plugins are found in one place: use PluginRegistry");

  @ArchTest
  static final ArchRule guiceIsInModules =
      noClasses()
          .that(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith("Module")
                  .negate())
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".MillraceServer")
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.google.inject.."))
          .allowEmptyShould(true)
          .because("elsewhere a constructor with jakarta.inject.Inject is enough");

  @ArchTest
  static final ArchRule namesSaySomething =
      classes()
          .should()
          .haveNameNotMatching(".*(Util|Utils|Helper|Base|Impl|Manager|Service)")
          .because("such a name is a sign that the thing has not been understood yet");

  /** The parts of a package, highest first under its face: what is lower knows nothing above it. */
  private static ArchRule pointsDown(String home, String... parts) {
    Architectures.LayeredArchitecture rule =
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(home + "..")
            .layer("face")
            .definedBy(home)
            .whereLayer("face")
            .mayNotBeAccessedByAnyLayer();
    List<String> above = new ArrayList<>(List.of("face"));
    for (String part : parts) {
      rule =
          rule.layer(part)
              .definedBy(home + "." + part)
              .whereLayer(part)
              .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
      above.add(part);
    }
    return rule.because(
        "an import in "
            + home
            + " may only point down; move what both need to the lowest part that needs it");
  }

  /** What is public in a part is so for its face and the parts above it. */
  private static ArchRule keepsItsParts(String home) {
    return noClasses()
        .that(resideOutsideOfPackages(home + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(home + ".*.."))
        .because("the parts of " + home + " are its own; ask its face");
  }

  private static ArchRule only(String library, String home) {
    return noClasses()
        .that(resideOutsideOfPackages(home))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .allowEmptyShould(true)
        .because(library + " is used in " + home + " only; give that package a method for it");
  }
}
