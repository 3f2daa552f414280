package io.plumbline.local.cluster;

/** The cluster, or a part of it, did not do as it was told; the message names the part. */
public final class ClusterException extends RuntimeException {

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
