package io.plumbline.operators.codec;

import java.io.IOException;

/** A file of which not one record could be read: empty, without the columns, of another format. */
public final class UnusableFileException extends IOException {

  public UnusableFileException(String message) {
    super(message);
  }

  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
