package io.plumbline.operators.codec;

/** A record that cannot be read; ordinary in real input, so it costs no stack trace. */
final class MalformedException extends Exception {

  MalformedException(String detail) {
    super(detail, null, false, false);
  }

  /** "field is found; allowed: …", as every detail reads. */
  static MalformedException of(String field, String found, String allowed) {
    return new MalformedException(field + " is " + found + "; allowed: " + allowed);
  }
}
