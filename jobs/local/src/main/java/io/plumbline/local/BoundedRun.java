package io.plumbline.local;

/** Files in, tables out, on this machine. */
public interface BoundedRun {

  /**
   * @param listener told how far it is, from any thread
   * @throws io.plumbline.jobs.io.ConfigurationException when the input cannot be run with; nothing
   *     was written then
   */
  void run(RunSettings settings, ProgressListener listener) throws Exception;
}
