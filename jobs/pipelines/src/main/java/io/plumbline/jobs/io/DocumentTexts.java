package io.plumbline.jobs.io;

import io.plumbline.core.configuration.AssembledDocument;
import io.plumbline.operators.configuration.ConfigTexts;

/** Documents and heartbeats as {@link ExperimentDocuments} writes and reads them. */
public final class DocumentTexts implements ConfigTexts {

  @Override
  public String document(AssembledDocument document) {
    return ExperimentDocuments.write(
        new ExperimentDocument(document.experiment(), document.effectiveAt()));
  }

  @Override
  public String heartbeatKey() {
    return ExperimentDocuments.HEARTBEAT_KEY;
  }

  @Override
  public String heartbeat(long heartbeatAt) {
    return ExperimentDocuments.writeHeartbeat(heartbeatAt);
  }
}
