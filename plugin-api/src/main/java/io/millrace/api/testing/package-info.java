/**
 * A kit for plugin authors' own tests: events over JDK values, and a driver that calls stages as
 * the server does and fails the test where one breaks its contract. Needs no server and no test
 * framework. With {@code driver = StageDriver.of(new ExamplePlugin())}, a test reads:
 *
 * <pre>{@code
 * Enricher enricher =
 *     driver.enricher("country", new ExamplePlugin.Countries(Map.of("10.0.0.1", "NL")));
 * Event event = TestingEvent.of("{\"shopper\":{\"ip\":\"10.0.0.1\"}}");
 *
 * assertThat(enricher.enrich(event).get())
 *     .isEqualTo(TestingEvent.of("{\"shopper\":{\"ip\":\"10.0.0.1\",\"country\":\"NL\"}}"));
 * }</pre>
 */
package io.millrace.api.testing;
