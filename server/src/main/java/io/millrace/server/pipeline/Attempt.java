package io.millrace.server.pipeline;

import io.millrace.server.plugin.stage.StagePlan;

/**
 * What was attempted when a record failed.
 *
 * @param what {@code decode}, {@code validate}, {@code enrich}, {@code transform}, {@code route},
 *     {@code encode} or {@code deliver}
 * @param stage the name of the stage; that of {@code what} where no plugin is concerned
 * @param plugin the plugin's name; {@code millrace} where none is concerned
 * @param version the plugin's version, or the server's
 */
public record Attempt(String what, String stage, String plugin, String version) {

  /** A stage at its work. */
  public static Attempt of(StagePlan stage) {
    return new Attempt(
        stage.definition().kind().verb(),
        stage.definition().name(),
        stage.pluginName(),
        stage.pluginVersion());
  }

  /** Something that the server itself attempted. */
  public static Attempt ofServer(String what, String version) {
    return new Attempt(what, what, "millrace", version);
  }
}
