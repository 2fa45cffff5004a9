/**
 * What a Millrace plugin is written against: the four kinds of stage, the {@link
 * io.millrace.api.Event} they work on, and the {@link io.millrace.api.Failures} they answer with.
 *
 * <p>Signatures use JDK types and {@link io.vavr.control.Either} only. Unless a method says
 * otherwise, no argument and no result is null, and passing null throws {@link
 * NullPointerException}. All values here are immutable and may be shared between threads; stages
 * themselves are called by one thread at a time.
 */
package io.millrace.api;
