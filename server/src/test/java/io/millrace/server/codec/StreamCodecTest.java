package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.codec.json.JsonArrays;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.Format.Leniency;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamCodecTest {

  private static final FieldPath A = FieldPath.of("a");
  private static final Format JSON = new Format.Json(Set.of());

  @Test
  void theIdIsTheFieldAsItCame() {
    assertThat(event("{\"a\":\"x\"}", "a").id()).isEqualTo("x");
    assertThat(event("{\"a\":1.50}", "a").id()).isEqualTo("1.50");
    assertThat(event("{\"a\":true}", "a").id()).isEqualTo("true");
    assertThat(event("{\"a\":null}", "a").id()).isEqualTo("raw-orders/0@428");
    assertThat(event("{}", "a").id()).isEqualTo("raw-orders/0@428");
    assertThat(event("{}", null).id()).isEqualTo("raw-orders/0@428");
    assertThat(event("{\"a\":\"x\"}", "a").with(A, "y").id()).isEqualTo("x");
    assertThat(event("{\"a\":\"x\"}", "a").withId("z").id()).isEqualTo("z");
  }

  private static Event event(String json, @Nullable String id) {
    StreamCodec codec = StreamCodec.of(Codecs.stream(JSON, null, id, null));
    return Codecs.decode(codec, json.getBytes(UTF_8)).get();
  }

  @Test
  void theEffectiveTimeFallsBackToTheRecordedOne() {
    Instant recorded = Instant.parse("2015-07-03T12:01:35Z");
    assertThat(effectiveAt("{\"a\":\"2015-07-01T00:00:00.125+02:00\"}"))
        .isEqualTo("2015-06-30T22:00:00.125Z");
    assertThat(effectiveAt("{\"a\":1000}")).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(effectiveAt("{\"a\":\"yesterday\"}")).isEqualTo(recorded);
    assertThat(effectiveAt("{\"a\":\"2015-02-29T00:00:00Z\"}")).isEqualTo(recorded);
    assertThat(effectiveAt("{}")).isEqualTo(recorded);
    assertThat(Codecs.event("{}").effectiveAt()).isEqualTo(recorded);
    assertThat(Codecs.event("{}").withEffectiveAt(Instant.EPOCH).effectiveAt())
        .isEqualTo(Instant.EPOCH);
  }

  private static Instant effectiveAt(String json) {
    StreamCodec codec = StreamCodec.of(Codecs.stream(JSON, null, null, "a"));
    return Codecs.decode(codec, json.getBytes(UTF_8)).get().effectiveAt();
  }

  @Test
  void theKeyIsTheStreamsFieldElseTheEvents() {
    StreamCodec keyed = StreamCodec.of(Codecs.stream(JSON, "a", null, null));
    StreamRecord source = source("{\"a\":7}", Bytes.utf8("own"));
    Event event = keyed.decode(Codecs.AT, source).get();

    assertThat(event.key()).contains("own");
    assertThat(keyed.key(event)).isEqualTo(Bytes.utf8("7"));
    assertThat(keyed.key(event.with(A, "x"))).isEqualTo(Bytes.utf8("x"));
    assertThat(keyed.key(event.without(A))).isEqualTo(Bytes.utf8("own"));
    assertThat(Codecs.json().key(event)).isEqualTo(Bytes.utf8("own"));
    assertThat(Codecs.json().key(event.withKey("é"))).isEqualTo(Bytes.utf8("é"));
    assertThat(Codecs.json().key(Codecs.event("{}"))).isNull();
    assertThat(keyed.keyOf(Bytes.utf8("{\"a\":\"k\"}"))).isEqualTo(Bytes.utf8("k"));
    assertThat(keyed.keyOf(Bytes.utf8("{\"a\":\"k\""))).isNull();
    assertThat(keyed.keyOf(Bytes.utf8("{}"))).isNull();
    assertThat(Codecs.json().keyOf(Bytes.utf8("{\"a\":1}"))).isNull();
  }

  private static StreamRecord source(String json, Bytes key) {
    RecordHeaders headers = RecordHeaders.of(Headers.EMPTY.with("kind", "order"));
    return new StreamRecord(428, 0, key, headers, Bytes.utf8(json));
  }

  @Test
  void headersThatNoStageChangedAreNotTouched() {
    StreamRecord source = source("{}", Bytes.utf8("k"));
    Event event = Codecs.json().decode(Codecs.AT, source).get();

    assertThat(event.headers().text("kind")).contains("order");
    assertThat(Codecs.json().headers(event.with(A, 1))).isSameAs(source.headers());
    Event changed = event.withHeaders(event.headers().with("more", "x"));
    assertThat(Codecs.json().headers(changed).decode().text("more")).contains("x");
  }

  @Test
  void textsThatNoStreamCanStoreAreRefused() {
    Event event = Codecs.event("{}");

    assertThatThrownBy(() -> event.withKey("k\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("half of a surrogate pair in the key of an event: no stream can store it");
    assertThatThrownBy(() -> event.withId("\udc00")).hasMessageContaining("in the id of");
    assertThatThrownBy(() -> event.withHeaders(Headers.EMPTY.with("h\n", "v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a control character in the name of a header");
    assertThat(event.withKey("\ud83d\ude00").key()).contains("\ud83d\ude00");
  }

  @Test
  void aHeaderWithAControlCharacterThatCameMayStay() {
    Headers came = Headers.EMPTY.with("h\n", "v");
    StreamRecord record = new StreamRecord(0, 0, null, RecordHeaders.of(came), Bytes.utf8("{}"));
    Event event = Codecs.json().decode(Codecs.AT, record).get();

    assertThat(event.withHeaders(event.headers().with("a", "b")).headers().list()).hasSize(2);
  }

  @Test
  void aTombstoneIsAnEventWithoutABody() {
    for (Format format : List.of(JSON, new Format.Opaque())) {
      StreamCodec codec = StreamCodec.of(Codecs.stream(format));
      Event event = codec.decode(Codecs.AT, Codecs.value(null)).get();

      assertThat(StreamCodec.isTombstone(event)).isTrue();
      assertThat(event.has(FieldPath.ROOT)).isFalse();
      assertThat(event.has(A)).isFalse();
      assertThat(event.text(A).getLeft().first().code()).isEqualTo("field.missing");
      assertThat(event.without(A)).isSameAs(event);
      assertThat(Codecs.encode(codec, event)).isEmpty();
    }
    Event event = Codecs.json().decode(Codecs.AT, Codecs.value(null)).get();
    assertThat(Codecs.encode(event.with(FieldPath.of("a.b"), 1))).isEqualTo("{\"a\":{\"b\":1}}");
    assertThat(StreamCodec.isTombstone(event.with(A, 1))).isFalse();
  }

  @Test
  void bytesAreReadAsAWholeOrNotAtAll() {
    StreamCodec opaque = StreamCodec.of(Codecs.stream(new Format.Opaque()));
    byte[] bytes = {0, (byte) 0xff, '{'};
    Event event = Codecs.decode(opaque, bytes).get();

    assertThat(event.bytes(FieldPath.ROOT).get()).isEqualTo(bytes);
    assertThat(event.has(A)).isFalse();
    assertThat(Codecs.encode(opaque, event)).isEqualTo(bytes);
    assertThat(Codecs.encode(event.with(FieldPath.ROOT, List.of(1L)))).isEqualTo("[1]");
    assertThat(Codecs.json().encode(event, new ByteSink(16)).orElseThrow().first().code())
        .isEqualTo("json.malformed");
    assertThat(Codecs.encode(Codecs.decode(opaque, "[ 1]".getBytes(UTF_8)).get()))
        .isEqualTo("[ 1]");
  }

  @Test
  void whatFailsToEncodeLeavesTheSinkAsItWas() {
    StreamCodec opaque = StreamCodec.of(Codecs.stream(new Format.Opaque()));
    Event event = Codecs.decode(opaque, new byte[0]).get();
    ByteSink out = new ByteSink(16);
    out.put((byte) 7);

    Event bytesInside = event.with(FieldPath.ROOT, List.of("x", new byte[1]));

    assertThat(Codecs.json().encode(bytesInside, out).orElseThrow().first().code())
        .isEqualTo("json.value");
    assertThat(out.length()).isEqualTo(1);
    assertThat(opaque.encode(bytesInside, out).orElseThrow().first().code())
        .isEqualTo("bytes.value");
  }

  @Test
  void eventsOfOtherImplementationsAreWrittenToo() {
    Event event = TestingEvent.of("{\"a\":1.50}").withKey("k");

    assertThat(Codecs.encode(event)).isEqualTo("{\"a\":1.50}");
    assertThat(Codecs.json().key(event)).isEqualTo(Bytes.utf8("k"));
    assertThat(StreamCodec.of(Codecs.stream(JSON, "a", null, null)).key(event))
        .isEqualTo(Bytes.utf8("1.50"));
  }

  @Test
  void duplicateNamesPassOnlyWhereTheyAreLetPass() {
    StreamCodec lenient = lenient(Leniency.DUPLICATE_NAMES);
    Event event =
        Codecs.decode(lenient, "{\"a\":1,\"b\":{\"c\":1,\"c\":2},\"a\":2}".getBytes(UTF_8)).get();

    assertThat(event.integer(A).get()).isEqualTo(2);
    assertThat(event.integer(FieldPath.of("b.c")).get()).isEqualTo(2);
    assertThat(new String(Codecs.encode(lenient, event.with(A, 3)), UTF_8))
        .isEqualTo("{\"a\":1,\"b\":{\"c\":1,\"c\":2},\"a\":3}");
    assertThat(new String(Codecs.encode(lenient, event.without(A)), UTF_8))
        .isEqualTo("{\"b\":{\"c\":1,\"c\":2}}");
    assertThat(event.without(FieldPath.of("b.c")).has(FieldPath.of("b.c"))).isFalse();
    assertThat(Codecs.encode(event)).isEqualTo("{\"a\":2,\"b\":{\"c\":2}}");
  }

  @Test
  void aByteOrderMarkPassesOnlyWhereItIsLetPass() {
    byte[] marked = "\ufeff {\"a\":1}".getBytes(UTF_8);
    StreamCodec lenient = lenient(Leniency.BYTE_ORDER_MARK);

    assertThat(Codecs.decode(Codecs.json(), marked).getLeft().first().code())
        .isEqualTo("json.byte-order-mark");
    Event event = Codecs.decode(lenient, marked).get();
    assertThat(Codecs.encode(lenient, event)).isEqualTo(marked);
    assertThat(Codecs.encode(event)).isEqualTo(" {\"a\":1}");
    assertThat(Codecs.encode(event.with(A, 2))).isEqualTo(" {\"a\":2}");
  }

  private static StreamCodec lenient(Leniency leniency) {
    return StreamCodec.of(Codecs.stream(new Format.Json(Set.of(leniency))));
  }

  @Test
  void aFailureNamesThePlaceAndNoPayload() {
    assertThat(
            Codecs.decode(Codecs.json(), "{\n \"secret\" 1}".getBytes(UTF_8))
                .getLeft()
                .first()
                .message())
        .isEqualTo(
            "it is not valid JSON: ':' was expected at byte 12 (line 2, column 11), where '1'"
                + " stands");
    assertThat(Codecs.decode(Codecs.json(), new byte[0]).getLeft().first().message())
        .isEqualTo(
            "it is not valid JSON: a value was expected at byte 0 (line 1, column 1), where the"
                + " end stands");
  }

  @Test
  void anArrayIsSplitIntoSlices() {
    Bytes array = Bytes.utf8("x [ {\"a\": 1} ,\n 2,\"b\",[] ] ").slice(1, 26);

    assertThat(JsonArrays.split(array, 10).get())
        .extracting(Bytes::toText)
        .containsExactly("{\"a\": 1}", "2", "\"b\"", "[]");
    assertThat(JsonArrays.split(Bytes.utf8("[]"), 10).get()).isEmpty();
    assertThat(JsonArrays.split(Bytes.utf8("[1,]"), 10).getLeft().first().code())
        .isEqualTo("json.malformed");
    assertThat(JsonArrays.split(Bytes.utf8("{}"), 10).getLeft().first().code())
        .isEqualTo("json.no-array");
  }
}
