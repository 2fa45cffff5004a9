package io.millrace.api.testing;

import io.millrace.api.Headers;

/** Refuses texts beside the body that no stream can store as they are, as the server does. */
final class EventTexts {

  private EventTexts() {}

  static String wellFormed(String name, String text) {
    if (BodyValues.hasLoneSurrogate(text)) {
      throw new IllegalArgumentException(
          "half of a surrogate pair in the " + name + " of an event: no stream can store it");
    }
    return text;
  }

  /** A name with a control character that the event had before may stay. */
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
