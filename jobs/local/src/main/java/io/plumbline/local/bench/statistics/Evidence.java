package io.plumbline.local.bench.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the simulations gave, as Markdown, and which of it is not as promised. */
public final class Evidence {
  /** The levels that processes are judged at. */
  private static final double[] LEVELS = {0.05, 0.01, 0.001};

  private final List<String> lines = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();

  static double[] levels() {
    return LEVELS.clone();
  }

  public void heading(String title) {
    text("## " + title);
  }

  /** A paragraph. */
  public void text(String paragraph) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(paragraph);
  }

  /** The head of a table; the first column holds words, the others figures. */
  public void table(String... columns) {
    lines.add("");
    row((Object[]) columns);
    lines.add("|---|" + "---:|".repeat(columns.length - 1));
  }

  /** A row of the table that was begun last. */
  public void row(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    lines.add(line.toString());
  }

  /** The head of a table of {@link #process} and {@link #shownProcess}. */
  public void processes(String title) {
    table(title, "runs", "ever at 5 %", "ever at 1 %", "ever at 0.1 %");
  }

  /**
   * A row about a process that promises to reach 1 / alpha with a chance of at most alpha, ever.
   *
   * @param column of the largest log e-value in each run
   */
  public void process(String what, double[][] figures, int column) {
    process(what, figures, column, true);
  }

  /** As {@link #process}, of one that promises nothing of the kind. */
  public void shownProcess(String what, double[][] figures, int column) {
    process(what, figures, column, false);
  }

  private void process(String what, double[][] figures, int column, boolean isJudged) {
    Object[] cells = new Object[2 + LEVELS.length];
    cells[0] = what;
    cells[1] = String.format(Locale.ROOT, "%,d", figures.length);
    for (int i = 0; i < LEVELS.length; i++) {
      double reached = StrictMath.log(1 / LEVELS[i]);
      Rate rate = Rate.of(figures, column, figure -> figure >= reached);
      cells[2 + i] = isJudged ? judged(what, rate, LEVELS[i]) : shown(rate);
    }
    row(cells);
  }

  /** A cell for a rate that must not be above nominal. */
  public String judged(String what, Rate rate, double nominal) {
    if (rate.isAbove(nominal)) {
      breaches.add(
          String.format(Locale.ROOT, "%s: %s at nominal %s %%", what, rate, 100 * nominal));
    }
    return marked(rate, nominal);
  }

  /** A cell for a rate that is shown, bold where it is above nominal. */
  String marked(Rate rate, double nominal) {
    return rate.isAbove(nominal) ? "**" + rate + "**" : rate.toString();
  }

  /** A cell for a rate that is shown for comparison. */
  public String shown(Rate rate) {
    return rate.toString();
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The rates that are above nominal by more than three standard errors. */
  public List<String> breaches() {
    return List.copyOf(breaches);
  }
}
