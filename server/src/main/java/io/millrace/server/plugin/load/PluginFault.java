package io.millrace.server.plugin.load;

/**
 * Why a plugin cannot be used.
 *
 * @param code stable, such as {@code plugin.class-missing}
 * @param reason what is wrong, one sentence
 * @param mend what the operator or the author can do about it, one sentence
 */
public record PluginFault(String code, String reason, String mend) {

  /** For people: {@code shop.jar is empty; copy it again [plugin.damaged]}. */
  @Override
  public String toString() {
    return reason + "; " + mend + " [" + code + "]";
  }
}
