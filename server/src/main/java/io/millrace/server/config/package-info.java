/** Files and environment into records: all problems at once, located, with suggestions. */
package io.millrace.server.config;
