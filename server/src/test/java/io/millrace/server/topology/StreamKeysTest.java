package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of a stream that have the right shape and make no sense. */
class StreamKeysTest {

  @TempDir Path directory;

  private List<String> errorsOf(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("t.yaml"), yaml);
    Problems problems = new Problems();
    new TopologyLoader(name -> Optional.empty(), directory).read(file, problems);
    return problems.list().stream()
        .filter(Problem::isError)
        .map(problem -> problem.toString().substring(file.toString().length() + 1))
        .toList();
  }

  @Test
  void bytesHaveNoFields() throws IOException {
    assertThat(
            errorsOf(
                """
                streams:
                  a: { format: bytes, key: x.y, id: z }
                  b:
                    format: { name: bytes }
                    effective-at: t
                  c: { format: json, key: x.y }
                """))
        .containsExactly(
            "2:23: error: 'key' names a field, and events of the format bytes have none; remove"
                + " 'key', or write 'format: json' [topology.format]",
            "2:33: error: 'id' names a field, and events of the format bytes have none; remove"
                + " 'id', or write 'format: json' [topology.format]",
            "5:5: error: 'effective-at' names a field, and events of the format bytes have none;"
                + " remove 'effective-at', or write 'format: json' [topology.format]");
  }

  @Test
  void eachWrongHeaderHasItsPlace() throws IOException {
    assertThat(errorsOf("streams:\n  a: { headers: [X-A, 'a b', x-a, authorization, \"ü\"] }\n"))
        .containsExactly(
            "2:23: error: the header 'a b' is no name of a header; write a name such as"
                + " X-Request-Id [topology.header]",
            "2:30: error: the header 'x-a' is there twice; remove one; upper and lower case are"
                + " the same [topology.header]",
            "2:35: error: the header 'authorization' is a credential, which would be stored and"
                + " shown; remove it [topology.header]",
            "2:50: error: the header 'ü' is no name of a header; write a name such as"
                + " X-Request-Id [topology.header]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Cookie",
        "Idempotency-Key",
        "millrace-idempotency",
        "Content-Length",
        "HOST",
        "Transfer-Encoding"
      })
  void headersThatAreNoPartOfAnEventAreNotKept(String header) throws IOException {
    assertThat(errorsOf("streams: { a: { headers: [" + header + "] } }"))
        .singleElement()
        .asString()
        .startsWith("1:27: error: the header '" + header + "' is ");
  }
}
