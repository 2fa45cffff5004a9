package io.millrace.server.config;

import java.time.Duration;

/** Bounds of settings, refused with a sentence that names the key. */
final class Limits {

  private Limits() {}

  static void within(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " is " + value + ", and must be from " + least + " to " + most);
    }
  }

  static void positive(String key, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(key + " must be longer than 0");
    }
  }
}
