package io.millrace.server.http.transport;

import java.util.List;

/**
 * Why a request got no answer; a problem document of RFC 9457.
 *
 * @param status the HTTP status
 * @param code stable, for programs
 * @param detail what is wrong with this request
 * @param mend what the client can do
 * @param headers further header lines of the answer
 * @param close whether the connection cannot be used any more
 */
public record HttpProblem(
    int status, String code, String detail, String mend, List<String> headers, boolean close) {

  private static final int RETRY_AFTER_SECONDS = 1;

  public static HttpProblem of(int status, String code, String detail, String mend) {
    return new HttpProblem(status, code, detail, mend, List.of(), false);
  }

  /** Bytes that are no request: nothing that follows on the connection can be trusted. */
  static HttpProblem malformed(String detail) {
    return of(400, "http.malformed", detail, "Send a request as RFC 9112 has it.").closing();
  }

  public static HttpProblem tooLarge(long limit) {
    return of(
        413,
        "http.body.too-large",
        "The body is larger than " + limit + " bytes.",
        "Send fewer events at once, or raise http.max-body.");
  }

  static HttpProblem tooLargeToHold(long limit) {
    return of(
            413,
            "http.body.too-large",
            "The request takes more than the " + limit + " bytes that may be held.",
            "Send fewer events at once, or raise http.max-pending and MILLRACE_HEAP.")
        .closing();
  }

  public static HttpProblem busy() {
    return of(
            429,
            "http.busy",
            "Too many bytes wait to be stored.",
            "Send again after the time in Retry-After, or raise http.max-pending.")
        .with("Retry-After: " + RETRY_AFTER_SECONDS);
  }

  /** Nothing has been done but to read. */
  static HttpProblem tooManyAnswers() {
    return of(
            429,
            "http.busy",
            "Too many bytes of answers wait for their clients.",
            "Send again after the time in Retry-After, and take the answers as they come.")
        .with("Retry-After: " + RETRY_AFTER_SECONDS);
  }

  public static HttpProblem unavailable(String code, String detail) {
    return of(503, code, detail, "Send again after the time in Retry-After.")
        .with("Retry-After: " + RETRY_AFTER_SECONDS);
  }

  static HttpProblem stopping() {
    return unavailable("http.stopping", "The server is stopping.").closing();
  }

  public HttpProblem with(String headerLine) {
    return new HttpProblem(status, code, detail, mend, List.of(headerLine), close);
  }

  HttpProblem closing() {
    return new HttpProblem(status, code, detail, mend, headers, true);
  }

  /** This problem as an answer. */
  public Response response() {
    return new Response(
        status,
        "application/problem+json",
        Json.write(
            new Document(
                "urn:millrace:problem:" + code,
                Response.reason(status),
                status,
                detail,
                code,
                mend)),
        headers,
        close);
  }

  /** This problem as an exception, without a stack trace. */
  public Refused refused() {
    return new Refused(this);
  }

  private record Document(
      String type, String title, int status, String detail, String code, String mend) {}

  /** Ends the handling of a request with a problem. */
  public static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpProblem problem;

    Refused(HttpProblem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    public HttpProblem problem() {
      return problem;
    }
  }
}
