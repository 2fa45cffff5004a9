package io.millrace.server.codec;

import io.millrace.api.Headers;
import io.millrace.server.codec.text.Utf8;

/** Refuses texts beside the body that no stream can store as they are. */
final class EventTexts {

  private EventTexts() {}

  /**
   * A text that UTF-8 can hold.
   *
   * @throws IllegalArgumentException if half of a surrogate pair stands alone in it
   */
  static String wellFormed(String name, String text) {
    if (!Utf8.canHold(text)) {
      throw new IllegalArgumentException(
          "half of a surrogate pair in the " + name + " of an event: no stream can store it");
    }
    return text;
  }

  /**
   * Headers for an event. A name with a control character that the record came with may stay.
   *
   * @throws IllegalArgumentException if a new name has a control character
   */
  static Headers named(Headers headers, Headers before) {
    for (Headers.Header header : headers.list()) {
      String name = header.name();
      if (name.chars().anyMatch(Character::isISOControl) && before.last(name).isEmpty()) {
        throw new IllegalArgumentException("a control character in the name of a header");
      }
    }
    return headers;
  }
}
