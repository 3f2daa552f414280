package io.plumbline.core.ledger;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Openings;
import io.plumbline.core.diagnosis.SplitStanding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The splits of all experiments side by side: it gives each row and each alert that depends on the
 * others the cause that they share.
 *
 * <p>What speaks for an instant T is judged by all alarms that opened up to T, those of T itself
 * too, in whatever order they are told. A reset ends an opening at its own instant, and so does a
 * stop after it.
 *
 * <p>Nothing that was published is changed. An experiment whose alarm opened before those of its
 * companions was diagnosed without them: its row at that instant and the alert OPENED say what its
 * own counts say. It names PLATFORM from the next row on, which is published when its counts
 * change, and so do the later transitions of its alert. A day after the openings PLATFORM is gone
 * from rows and transitions again.
 *
 * <p>The rule is about all that run, not about the one that is diagnosed: an experiment whose own
 * alarm opened earlier, or that has stopped, names PLATFORM as well while many others open.
 */
public final class Companions {
  private final TreeMap<String, SplitStanding> standings;

  /**
   * @param standings of all experiments that run, by key, as they stood after the last instant
   */
  public Companions(Map<String, SplitStanding> standings) {
    this.standings = new TreeMap<>(standings);
  }

  /** How they stand. */
  public Map<String, SplitStanding> standings() {
    return Collections.unmodifiableMap(standings);
  }

  /**
   * Takes what is told of some instants, completely, and passes it on.
   *
   * @param news in any order, but that of one experiment's alerts; none is of an earlier call's
   *     instants
   */
  public void settle(
      Collection<SplitNews> news, Consumer<SrmCheck> checks, Consumer<SrmAlert> alerts) {
    TreeMap<Long, List<SplitNews>> byInstant = new TreeMap<>();
    for (SplitNews each : news) {
      byInstant.computeIfAbsent(each.asOf(), asOf -> new ArrayList<>()).add(each);
    }
    byInstant.forEach(
        (asOf, told) -> {
          takeOpenings(told);
          Openings openings = Openings.at(asOf, standings.values());
          for (SplitNews each : told) {
            if (each instanceof SplitNews.Row row) {
              checks.accept(row.check().given(openings));
            } else if (each instanceof SplitNews.Transition transition) {
              alerts.accept(transition.alert().given(openings));
            }
          }
        });
  }

  /** At one instant a reset comes before what the new process opens. */
  private void takeOpenings(List<SplitNews> told) {
    for (SplitNews each : told) {
      if (each instanceof SplitNews.Transition transition
          && SrmAlert.RESET.equals(transition.alert().resolution())) {
        note(transition.alert(), null);
      }
    }
    for (SplitNews each : told) {
      if (each instanceof SplitNews.Transition transition
          && transition.alert().status() == AlertStatus.OPENED) {
        note(transition.alert(), transition.alert().asOf());
      }
    }
  }

  private void note(SrmAlert alert, Long openedAt) {
    standings.computeIfPresent(alert.experimentKey(), (key, standing) -> standing.opened(openedAt));
  }
}
