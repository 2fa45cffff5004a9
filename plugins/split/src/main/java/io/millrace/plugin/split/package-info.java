/** The transformer {@code split}: an event for each element of an array. */
@NullMarked
package io.millrace.plugin.split;

import org.jspecify.annotations.NullMarked;
