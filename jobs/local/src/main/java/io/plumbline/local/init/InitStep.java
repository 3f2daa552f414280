package io.plumbline.local.init;

import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.util.List;

/** One kind of thing that should be there. */
interface InitStep {
  /** What would change, one line each, without changing anything; empty when all is there. */
  List<String> missing() throws IOException;

  /**
   * Makes what is missing and leaves what is there.
   *
   * @throws ConfigurationException when something is there that cannot be used
   */
  void make() throws IOException;
}
