package io.plumbline.core.time;

import java.util.ArrayList;
import java.util.List;

/**
 * When a run went on without its silent configuration. Of more than {@value #MOST} silences the
 * first two become one, with the time between them: bounded, and rather too careful.
 *
 * @param all in the order in which they began
 */
public record Silences(List<Silence> all) {

  /** How many are told apart. */
  public static final int MOST = 64;

  /** Of a run that always knew its configuration. */
  public static final Silences NONE = new Silences(List.of());

  public Silences {
    all = List.copyOf(all);
  }

  /**
   * The same with what has become known of a silence.
   *
   * @param silence the next one, or the last one as it is now
   */
  public Silences with(Silence silence) {
    List<Silence> more = new ArrayList<>(all);
    int last = more.size() - 1;
    if (last >= 0 && !more.get(last).isOver()) {
      more.set(last, silence);
    } else {
      more.add(silence);
    }
    if (more.size() > MOST) {
      Silence second = more.remove(1);
      Silence first = more.get(0);
      long until = Math.max(first.until(), second.until());
      more.set(0, new Silence(Math.min(first.after(), second.after()), until, true));
    }
    return new Silences(more);
  }

  /** Whether the row of an instant may have been published without knowing its configuration. */
  public boolean cover(long asOf) {
    return all.stream().anyMatch(silence -> silence.covers(asOf));
  }

  /**
   * The first instant on which the run has not acted without its configuration; {@link
   * Long#MIN_VALUE}: it never has.
   */
  public long actedUntil() {
    return all.stream().mapToLong(Silence::until).max().orElse(Long.MIN_VALUE);
  }
}
