package io.plumbline.operators.codec;

import java.io.IOException;

/** Reads a message of one format as a tree, see {@link Trees}. */
interface MessageTree {

  /**
   * @throws MalformedException if the message cannot be read
   * @throws IOException if what is needed to read it cannot be had now, whatever the message holds
   */
  Object read(byte[] message) throws MalformedException, IOException;
}
