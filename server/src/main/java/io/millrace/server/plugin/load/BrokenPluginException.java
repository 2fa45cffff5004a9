package io.millrace.server.plugin.load;

import org.jspecify.annotations.Nullable;

/** Ends the loading of one plugin; never leaves the package. */
public final class BrokenPluginException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient PluginFault fault;

  BrokenPluginException(String code, String reason, String mend) {
    this(new PluginFault(code, reason, mend), null);
  }

  BrokenPluginException(PluginFault fault, @Nullable Throwable cause) {
    super(fault.reason(), cause);
    this.fault = fault;
  }

  public PluginFault fault() {
    return fault;
  }
}
