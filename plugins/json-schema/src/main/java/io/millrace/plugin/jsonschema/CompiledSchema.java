package io.millrace.plugin.jsonschema;

import com.networknt.schema.Schema;
import java.nio.file.Path;
import java.util.List;

/**
 * A schema that is ready to validate. Safe for many threads: all its references were resolved when
 * it was compiled.
 *
 * @param file where it was read from
 * @param sources all files it was made of
 * @param schema the library's form
 * @param patterns what its regular expressions were made by
 */
record CompiledSchema(Path file, List<Path> sources, Schema schema, BoundedPatterns patterns) {}
