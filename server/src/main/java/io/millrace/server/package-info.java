/** The server put together: its start list, its Guice modules, and what operators are shown. */
@NullMarked
package io.millrace.server;

import org.jspecify.annotations.NullMarked;
