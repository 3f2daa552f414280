package io.plumbline.local.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The simulated product, a web shop: what its users do, and what is tested on them. */
final class Catalogue {

  static final String SRM_EXPERIMENT = "new_navigation";
  static final String SRM_BROWSER = "safari";

  /** Suffix of an event name in {@link SimulatedExperiment#rateRatios}: the factor on its value. */
  static final String VALUE = ".value";

  static final List<String> COUNTRIES = List.of("DE", "US", "FR", "GB", "BR", "JP", "PL");
  static final double[] COUNTRY_WEIGHTS = {30, 25, 15, 12, 8, 6, 4};
  static final List<String> BROWSERS = List.of("chrome", SRM_BROWSER, "firefox", "edge");
  static final double[] BROWSER_WEIGHTS = {50, 28, 14, 8};
  static final List<String> CITIES = cities();

  /** Events of one user a day, before any effect. */
  static final Map<String, Double> EVENTS_PER_DAY = eventsPerDay();

  static final double PURCHASE_MU = 3.2;
  static final double PURCHASE_SIGMA = 1.1;
  static final double WHALE_SHARE = 0.005;
  static final int WHALE_FACTOR = 15;
  static final double IMAGE_SECONDS_SIGMA = 0.6;

  private Catalogue() {}

  static List<SimulatedMetric> metrics() {
    return List.of(
        SimulatedMetric.of(
            "purchase_5d", "conversion", "purchase", "Bought within five days", "window", "P5D"),
        SimulatedMetric.of(
            "revenue_5d",
            "sum",
            "purchase",
            "Revenue within five days, at most 500 a user",
            "decimals",
            "2",
            "window",
            "P5D",
            "cap_upper",
            "500"),
        SimulatedMetric.of(
            "revenue", "sum", "purchase", "Revenue, heavy-tailed and uncapped", "decimals", "2"),
        SimulatedMetric.of(
            "card_purchases",
            "count",
            "purchase",
            "Purchases paid by card within five days",
            "event_filter",
            "{payment: card}",
            "window",
            "P5D"),
        SimulatedMetric.of(
            "page_views_1d", "count", "page_view", "Page views on the first day", "window", "P1D"),
        SimulatedMetric.of(
            "page_views", "count", "page_view", "Page views, at most 40 a user", "cap_upper", "40"),
        SimulatedMetric.of(
            "searches_2d", "count", "search", "Searches within two days", "window", "P2D"),
        SimulatedMetric.of(
            "refund_5d",
            "conversion",
            "refund",
            "Asked for a refund within five days",
            "window",
            "P5D",
            "higher_is_better",
            "false"),
        SimulatedMetric.of(
            "support_ticket_3d",
            "conversion",
            "support_ticket",
            "Wrote to support within three days",
            "window",
            "P3D",
            "higher_is_better",
            "false"),
        SimulatedMetric.of(
            "retention_1",
            "retention",
            "session",
            "Came back on the second day",
            "delay",
            "P1D",
            "window",
            "P1D",
            "mature_only",
            "true"),
        SimulatedMetric.of(
            "retention_3",
            "retention",
            "session",
            "Came back three days later",
            "delay",
            "P3D",
            "window",
            "PT36H"),
        SimulatedMetric.of(
            "quick_session",
            "conversion",
            "session",
            "Another session within 90 minutes",
            "window",
            "PT90M"),
        SimulatedMetric.of(
            "image_seconds",
            "sum",
            "image_load",
            "Seconds waited for images, between 0.5 and 30",
            "decimals",
            "3",
            "window",
            "PT36H",
            "cap_lower",
            "0.5",
            "cap_upper",
            "30",
            "higher_is_better",
            "false"));
  }

  static List<SimulatedExperiment> experiments(SimulationSettings settings) {
    Instant start = settings.startedAt();
    Instant end = settings.endsAt();
    Instant middle = start.plus(Duration.ofDays(settings.days() / 2));
    Instant ramp = middle.plus(Duration.parse("PT10H7M30S"));
    return List.of(
        SimulatedExperiment.builder("checkout_one_page", "Checkout on one page")
            .setting("hypothesis", "\"Fewer steps: more purchases\"")
            .setting("owner", "checkout-team")
            .runs(start, end.minus(Duration.ofHours(30)))
            .allocation(start, 1, 1)
            .dimensions("country", "browser")
            .metric("purchase_5d", "primary", "mde", "0.05")
            .metric("revenue_5d", "secondary")
            .metric("card_purchases", "secondary")
            .metric("page_views_1d", "guardrail", "margin", "0.15")
            .metric("support_ticket_3d", "guardrail", "margin", "0.75")
            .participation(0.9)
            .effect("treatment", "purchase", 1.4)
            .story("A winner: purchases up, guardrails untouched.", "SHIP")
            .build(),
        SimulatedExperiment.builder("search_ranking_v2", "Search ranking, second version")
            .setting("hypothesis", "\"Better results are searched more often\"")
            .setting("owner", "search-team")
            .runs(start, end.minus(Duration.ofHours(24)))
            .allocation(start.minus(Duration.ofDays(1)), 1, 1)
            .dimensions("country")
            .metric("searches_2d", "primary", "mde", "0.05")
            .metric("refund_5d", "guardrail", "margin", "0.1")
            .metric("retention_1", "secondary")
            .participation(0.7)
            .effect("treatment", "search", 1.15)
            .effect("treatment", "refund", 2.2)
            .story("More searches, but refunds more than double.", "STOP_HARM")
            .build(),
        SimulatedExperiment.builder(SRM_EXPERIMENT, "New navigation bar")
            .setting("hypothesis", "\"A sticky bar: more page views\"")
            .setting("owner", "web-platform")
            .runs(start, end)
            .allocation(start, 1, 1)
            .dimensions("browser", "country", "city")
            .metric("page_views_1d", "primary", "mde", "0.03")
            .metric("quick_session", "secondary")
            .participation(0.6)
            .effect("treatment", "page_view", 1.1)
            .story("Planted SRM: the treatment loses users of one browser.", "DO_NOT_TRUST")
            .build(),
        SimulatedExperiment.builder("onboarding_tour", "Guided tour for newcomers")
            .setting("hypothesis", "\"Guided users come back\"")
            .setting("owner", "growth")
            .setting("crossover_policy", "first_exposure")
            .runs(start, end.plus(Duration.parse("PT36H12M5S")))
            .allocation(start, 50, 50)
            .dimensions("country")
            .metric("retention_1", "primary", "mde", "0.02")
            .metric("page_views", "secondary")
            .participation(0.4)
            .redraw(0.1)
            .story(
                "No effect; logged-out users draw a new variant, the first one counts.",
                "INCONCLUSIVE")
            .build(),
        SimulatedExperiment.builder("price_display", "Prices with tax")
            .setting("hypothesis", "\"No surprise at the till\"")
            .setting("owner", "pricing")
            .setting("crossover_policy", "exclude")
            .runs(start, end.minus(Duration.parse("P2DT16H38M50.877S")))
            .allocation(start, 80, 20)
            .dimensions("browser")
            .metric("purchase_5d", "primary")
            .metric("revenue", "secondary")
            .participation(0.4)
            .redraw(0.12)
            .story(
                "No effect; crossed-over users are taken out of an uneven split.", "INCONCLUSIVE")
            .build(),
        SimulatedExperiment.builder("fast_images", "Images from the edge")
            .setting("hypothesis", "\"Nearer images load faster\"")
            .setting("owner", "web-platform")
            .setting("srm_alpha", "0.0005")
            .runs(start, end.minus(Duration.ofHours(6)))
            .allocation(start, 90, 10)
            .allocation(ramp, 70, 30)
            .allocation(ramp.plus(Duration.ofMinutes(10)), 50, 50)
            .dimensions("city")
            .metric("image_seconds", "primary", "mde", "0.05")
            .metric("retention_3", "guardrail", "margin", "0.2")
            .participation(0.6)
            .effect("treatment", "image_load" + VALUE, 0.75)
            .story("Ramps 90/10, 70/30, 50/50; clients pick the ramp up late.", "SHIP")
            .build(),
        SimulatedExperiment.builder("reco_algorithms", "Three recommenders")
            .setting("hypothesis", "\"What similar users bought sells better\"")
            .setting("owner", "recommendations")
            .setting("planned_units", "8000")
            .setting("alpha", "0.1")
            .variants("popular", "similar", "social")
            .runs(start, end.minus(Duration.ofHours(12)))
            .allocation(start, 2, 1, 1)
            .allocation(middle.minus(Duration.parse("PT29H14M50S")), 2, 1, 0)
            .dimensions("country")
            .metric("revenue_5d", "primary")
            .metric("purchase_5d", "primary")
            .metric("refund_5d", "guardrail", "margin", "0.3")
            .participation(0.5)
            .redraw(0.02)
            .effect("similar", "purchase", 1.05)
            .effect("social", "purchase", 0.97)
            .story("Three variants; one is switched off half-way.", "INCONCLUSIVE")
            .build(),
        SimulatedExperiment.builder("push_prompt", "Ask for notifications later")
            .setting("hypothesis", "\"Patience pays\"")
            .setting("owner", "mobile")
            .unitType("device")
            .runs(start.plus(Duration.parse("P2DT11H20M")), null)
            .allocation(start, 1, 1)
            .dimensions("country")
            .metric("purchase_5d", "primary", "mde", "0.01")
            .metric("page_views_1d", "secondary")
            .participation(0.7)
            .story("On devices; no effect, and still running.", "KEEP_RUNNING")
            .build(),
        SimulatedExperiment.builder("dark_mode", "Dark mode roll-out")
            .setting("kind", "flag")
            .setting("owner", "design-system")
            .variants("off", "on")
            .runs(start.plus(Duration.parse("P3DT9H30M15S")), null)
            .allocation(start.plus(Duration.ofDays(3)), 9, 1)
            .metric("purchase_5d", "secondary")
            .participation(0)
            .story("Configured and started, but nobody is ever exposed.", "KEEP_RUNNING")
            .build(),
        SimulatedExperiment.builder("accent_color", "Another accent colour")
            .setting("owner", "design-system")
            .salt("accent-2024")
            .runs(start, end.minus(Duration.ofHours(18)))
            .allocation(start, 90, 10)
            .metric("page_views_1d", "primary", "mde", "0.02")
            .participation(0.5)
            .redraw(0.3)
            .story(
                "No effect; assigned by hash, and who draws anew crosses over as often either way.",
                "INCONCLUSIVE")
            .build(),
        SimulatedExperiment.builder("basket_saver", "The basket is kept for a week")
            .setting("owner", "checkout-team")
            .runs(start, end.minus(Duration.ofHours(20)))
            .allocation(start, 1, 1)
            .metric("revenue_5d", "primary", "mde", "0.05")
            .participation(0.5)
            .spoiled("treatment", 0.25)
            .story(
                "The treatment's clients send amounts that cannot be counted: left out of one arm.",
                "DO_NOT_TRUST")
            .build());
  }

  private static Map<String, Double> eventsPerDay() {
    Map<String, Double> rates = new LinkedHashMap<>();
    rates.put("session", 0.35);
    rates.put("page_view", 0.45);
    rates.put("search", 0.15);
    rates.put("purchase", 0.06);
    rates.put("refund", 0.02);
    rates.put("support_ticket", 0.012);
    rates.put("image_load", 0.12);
    rates.put("newsletter_click", 0.02);
    return rates;
  }

  /** More than a dimension admits; some with letters and commas that a sloppy reader trips over. */
  private static List<String> cities() {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("Berlin", "München", "São Paulo", "Łódź", "東京", "Saint-Denis, Réunion"));
    for (int i = all.size(); i < 80; i++) {
      all.add("City " + i);
    }
    return List.copyOf(all);
  }
}
