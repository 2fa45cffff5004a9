package io.millrace.server.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Decodes records one after the other. For one thread. */
final class RecordCursor implements Iterator<StreamRecord> {

  private final Records records;
  private final int count;
  private final ByteSource in;
  private int done;

  RecordCursor(Records records) {
    this.records = records;
    count = records.count();
    in = new ByteSource(records.encoded());
  }

  /** How many records have been returned or passed over. */
  int done() {
    return done;
  }

  @Override
  public boolean hasNext() {
    return done < count;
  }

  @Override
  public StreamRecord next() {
    if (done >= count) {
      throw new NoSuchElementException();
    }
    long timestamp = records.baseTimestamp() + in.takeVarlong();
    Bytes key = in.takeNullable();
    int headers = in.takeVarint();
    RecordHeaders encodedHeaders =
        headers == 0 ? RecordHeaders.EMPTY : new RecordHeaders(headers, in.takeSized());
    Bytes value = in.takeNullable();
    return new StreamRecord(records.baseOffset() + done++, timestamp, key, encodedHeaders, value);
  }

  /** Places to cut at, as {@link RecordMarks} notes them; passes over all that is left. */
  int[] marks() {
    RecordMarks noted = new RecordMarks();
    while (done < count) {
      skip();
      noted.after(done, in.at() - records.encoded().offset());
    }
    return noted.upTo(count, records.encoded().length());
  }

  /** Passes over a record; tells how many bytes it has. */
  int skip() {
    in.takeVarlong();
    int bytes = in.skipNullable();
    if (in.takeVarint() > 0) {
      bytes += in.skip(in.takeVarint());
    }
    bytes += in.skipNullable();
    done++;
    return bytes;
  }
}
