/** The validator {@code required}: fields that must be there. */
@NullMarked
package io.millrace.plugin.required;

import org.jspecify.annotations.NullMarked;
