package io.sluice.gateway.http;

/** Fields that concern one connection only and are never forwarded (RFC 9110 7.6.1). */
public final class HopByHop {
  private HopByHop() {}

  /** Removes them, and those that Connection names; Content-Length stays. */
  public static void strip(WireHeaders fields) {
    for (int i = fields.indexOf(FieldName.CONNECTION, 0);
        i >= 0;
        i = fields.indexOf(FieldName.CONNECTION, i + 1)) {
      fields.removeNamedIn(i);
    }
    fields.remove(FieldName.CONNECTION);
    fields.remove(FieldName.KEEP_ALIVE);
    fields.remove(FieldName.PROXY_CONNECTION);
    fields.remove(FieldName.TE);
    fields.remove(FieldName.UPGRADE);
    fields.remove(FieldName.TRANSFER_ENCODING);
  }
}
