package io.millrace.plugin.lookup;

import java.nio.file.Path;
import java.util.List;

/**
 * Which table: what is shared between stages is one of these.
 *
 * @param file absolute
 * @param key the column to look in
 * @param columns the columns whose values are held, in that order
 */
record TableSpec(Path file, String key, List<String> columns) {}
