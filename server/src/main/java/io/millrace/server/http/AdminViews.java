package io.millrace.server.http;

import java.util.function.Supplier;

/**
 * What the addresses for operators show: trees of JDK values, records, lists and maps without
 * secrets, which Jackson writes. Called off the threads of connections.
 *
 * @param topology what {@code /topology} shows
 * @param plugins what {@code /plugins} shows
 */
public record AdminViews(Supplier<Object> topology, Supplier<Object> plugins) {}
