/** The validator {@code json-schema}: JSON Schema, drafts 4 to 2020-12, from local files. */
@NullMarked
package io.millrace.plugin.jsonschema;

import org.jspecify.annotations.NullMarked;
