package io.plumbline.operators.codec;

import java.io.IOException;

/** Reads a message that is one event under its own field names. */
interface MessageFields {

  /**
   * @param values cleared, then filled
   * @throws MalformedException if the message cannot be read
   * @throws IOException if what is needed to read it cannot be had now, whatever the message holds
   */
  void read(byte[] message, FieldValues values) throws MalformedException, IOException;
}
