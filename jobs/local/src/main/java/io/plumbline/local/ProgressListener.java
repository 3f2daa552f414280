package io.plumbline.local;

/** Hears how far something that takes its time is. */
public interface ProgressListener {

  /** What begins, in a word or two. */
  void stage(String name);

  /**
   * @param records read so far
   * @param fraction of the whole, in [0, 1]; negative: unknown
   */
  void progress(long records, double fraction);
}
