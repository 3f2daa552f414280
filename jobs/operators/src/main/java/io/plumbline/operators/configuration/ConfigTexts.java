package io.plumbline.operators.configuration;

import io.plumbline.core.configuration.AssembledDocument;
import java.io.Serializable;

/** How documents and heartbeats stand in the configuration topic. */
public interface ConfigTexts extends Serializable {

  String document(AssembledDocument document);

  String heartbeatKey();

  /**
   * @param heartbeatAt milliseconds since the epoch
   */
  String heartbeat(long heartbeatAt);
}
