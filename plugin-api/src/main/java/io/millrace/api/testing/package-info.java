/**
 * A kit for plugin authors' own tests: events over JDK values, and a driver that calls stages as
 * the server does and fails the test where one breaks its contract. Needs no server and no test
 * framework.
 *
 * <pre>{@code
 * try (StageDriver driver = StageDriver.of(new GeographyPlugin())) {
 *   Enricher enricher = driver.enricher("country", new Settings("shopper.ip"));
 *   Event event = TestingEvent.of("{\"shopper\":{\"ip\":\"10.0.0.1\"}}");
 *
 *   assertThat(enricher.enrich(event).get().text(COUNTRY).get()).isEqualTo("NL");
 * }
 * }</pre>
 */
package io.millrace.api.testing;
