package io.millrace.server.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.server.topology.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events are shared by stages, and by a record's failure: whatever a plugin does with what it was
 * given, or goes on doing with what it gave, no event becomes another.
 */
class SharedInputTest {

  private static final String SCHEMA =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "blob", "type": "bytes"},
        {"name": "list", "type": {"type": "array", "items": {"type": "map", "values": "long"}}},
        {"name": "in", "type": {"type": "record", "name": "F", "fields": [
          {"name": "blobs", "type": {"type": "array", "items": "bytes"}}]}}]}
      """;

  @TempDir private Path directory;

  private static Event anything() {
    StreamCodec opaque = StreamCodec.of(Codecs.stream(new Format.Opaque()));
    return Codecs.decode(opaque, new byte[0])
        .get()
        .with(
            FieldPath.ROOT,
            Map.of(
                "blob", new byte[] {1, 2},
                "list", List.of(Map.of("a", 1L)),
                "in", Map.of("blobs", List.of(new byte[] {3}))));
  }

  @Test
  void whatIsReadOfJsonCannotBeChanged() {
    assertUnharmed(Codecs.json(), Codecs.event("{\"a\":[{\"b\":[1]},null],\"c\":{\"d\":{}}}"));
  }

  @Test
  void whatIsReadOfAnOverlayCannotBeChanged() {
    Event changed = Codecs.event("{\"a\":[1]}").with(FieldPath.of("b"), List.of(Map.of("c", 1L)));
    assertUnharmed(Codecs.json(), changed);
  }

  @Test
  void whatIsReadOfAvroCannotBeChanged() throws IOException {
    Path schema = Files.writeString(directory.resolve("e.avsc"), SCHEMA);
    StreamCodec avro = StreamCodec.of(Codecs.stream(new Format.Avro(schema, Format.Framing.RAW)));
    Event event = Codecs.decode(avro, Codecs.encode(avro, anything())).get();

    assertUnharmed(avro, event);
    assertUnharmed(avro, event.with(FieldPath.of("blob"), new byte[] {9}));
    assertUnharmed(avro, anything());
  }

  @Test
  void whatIsReadOfBytesCannotBeChanged() {
    StreamCodec opaque = StreamCodec.of(Codecs.stream(new Format.Opaque()));
    assertUnharmed(opaque, Codecs.decode(opaque, new byte[] {1, 2, 3}).get());
  }

  @Test
  void headersCannotBeChanged() {
    Event event =
        Codecs.event("{}")
            .withHeaders(Headers.of(List.of(new Headers.Header("a", new byte[] {1}))));
    assertThatThrownBy(() -> event.headers().list().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    Arrays.fill(event.headers().list().get(0).value(), (byte) 7);
    assertThat(event.headers().list().get(0).value()).containsExactly(1);
  }

  @Test
  void whatAStageGaveIsNoLongerItsOwn() {
    byte[] bytes = {1};
    byte[] header = {1};
    List<Object> list = new ArrayList<>(List.of(1L));
    Map<String, Object> map = new HashMap<>(Map.of("list", list));
    Event json = Codecs.event("{}").with(FieldPath.of("map"), map).with(FieldPath.of("l"), list);
    Event tree = anything().with(FieldPath.of("map"), map).with(FieldPath.of("blob"), bytes);
    Event headers = json.withHeaders(Headers.of(List.of(new Headers.Header("a", header))));

    bytes[0] = 7;
    header[0] = 7;
    list.add(2L);
    map.put("more", true);

    assertThat(Codecs.encode(json)).isEqualTo("{\"map\":{\"list\":[1]},\"l\":[1]}");
    assertThat(tree.object(FieldPath.of("map")).get()).isEqualTo(Map.of("list", List.of(1L)));
    assertThat(tree.bytes(FieldPath.of("blob")).get()).containsExactly(1);
    assertThat(headers.headers().list().get(0).value()).containsExactly(1);
  }

  private static void assertUnharmed(StreamCodec codec, Event event) {
    byte[] before = Codecs.encode(codec, event);
    List<Object> containers = new ArrayList<>();
    harm(event.value(FieldPath.ROOT).get(), containers);
    for (String path : List.of("a", "b", "c", "list", "in.blobs", "blob")) {
      event.value(FieldPath.of(path)).forEach(value -> harm(value, containers));
    }
    event.bytes(FieldPath.of("blob")).forEach(bytes -> harm(bytes, containers));
    assertThat(containers).isNotEmpty();
    assertThat(Codecs.encode(codec, event)).isEqualTo(before);
  }

  /** Does to a value, and all that is in it, what must not be done; notes what could be harmed. */
  private static void harm(@Nullable Object value, List<Object> containers) {
    if (value instanceof byte[] bytes) {
      Arrays.fill(bytes, (byte) 7);
      containers.add(bytes);
    } else if (value instanceof List<?> list) {
      list.forEach(element -> harm(element, containers));
      containers.add(list);
      assertRefused(() -> list.add(null));
      assertRefused(list.listIterator(), list.isEmpty());
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(element -> harm(element, containers));
      containers.add(map);
      assertRefused(() -> map.put(null, null));
      assertRefused(map.keySet().iterator(), map.isEmpty());
      map.entrySet().forEach(entry -> assertRefused(() -> entry.setValue(null)));
    }
  }

  private static void assertRefused(Iterator<?> iterator, boolean empty) {
    if (!empty) {
      iterator.next();
      assertRefused(iterator::remove);
    }
  }

  private static void assertRefused(Runnable change) {
    assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
  }
}
