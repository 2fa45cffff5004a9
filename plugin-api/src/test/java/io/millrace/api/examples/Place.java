package io.millrace.api.examples;

/** What the examples know of an address. */
record Place(String country) {}
