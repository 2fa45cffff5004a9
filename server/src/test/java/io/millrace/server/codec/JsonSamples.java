package io.millrace.server.codec;

/** Documents that several tests use. */
final class JsonSamples {

  /** An order of about 500 bytes. */
  static final String ORDER =
      """
      {"event_id":"7f3c1e52-4c1b-4ad1-9d8a-0b1f5e2c9a10","event":"order_placed",\
      "timestamp":"2015-07-03T12:01:35.128Z","total":1129.95,"currency":"EUR","quantity":3,\
      "paid":true,"coupon":null,"shopper":{"id":"123456","name":"Jane Doë","ip":"70.46.123.145",\
      "address":{"city":"Köln","zip":"50667","country":"DE"}},\
      "product":{"id":"aapl-001","sku":"MBP-13-2015","price":1129.95},\
      "items":[{"sku":"MBP-13-2015","quantity":1},{"sku":"USB-C","quantity":2}],\
      "source":"web","user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:38.0) Gecko/20100101"}""";

  private JsonSamples() {}
}
