package io.millrace.server.codec.body;

import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;

/** Changes that a body has no room for; one wording for all formats. */
public final class Conflicts {

  private Conflicts() {}

  /** The n-th step wants an element that is not there. */
  public static PathConflictException noElement(FieldPath path, int n) {
    return new PathConflictException(
        path, path + " cannot be set: " + upTo(path, n + 1) + " is no element that is there");
  }

  /** The n-th step wants an object or array, and there is something else. */
  public static PathConflictException noContainer(FieldPath path, int n, String kind) {
    String wanted = path.step(n).isIndex() ? "an array" : "an object";
    return new PathConflictException(
        path, path + " cannot be set: " + upTo(path, n) + " is " + kind + ", not " + wanted);
  }

  private static String upTo(FieldPath path, int steps) {
    FieldPath part = FieldPath.ROOT;
    for (int i = 0; i < steps; i++) {
      FieldPath.Step step = path.step(i);
      part = step.isIndex() ? part.child(step.index()) : part.child(step.name());
    }
    return part.size() == 0 ? "the body" : part.toString();
  }
}
