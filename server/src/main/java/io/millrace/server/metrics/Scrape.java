package io.millrace.server.metrics;

/**
 * All meters as a text.
 *
 * @param contentType the format, for the header {@code Content-Type}
 * @param text the text
 */
public record Scrape(String contentType, String text) {}
