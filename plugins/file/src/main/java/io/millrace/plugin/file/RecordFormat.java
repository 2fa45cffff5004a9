package io.millrace.plugin.file;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.vavr.control.Either;

/** How events become the bytes of a file. Called by one thread at a time. */
interface RecordFormat {

  /** What the files' names end in. */
  String extension();

  /** What each file begins with; always the same bytes for the same settings. */
  byte[] header();

  /** An event's bytes, which can stand behind any other's; or why it has none. */
  Either<Failures, byte[]> encode(Event event);
}
