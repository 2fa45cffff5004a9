package io.millrace.server.codec.json;

/**
 * Where a field of an object or an element of an array stands.
 *
 * @param start where the name's opening quote stands; for an element the same as {@code from}
 * @param from where the value starts
 * @param to where the value ends
 */
record JsonMember(int start, int from, int to) {}
