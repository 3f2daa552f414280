package io.plumbline.operators.codec;

/** A record that cannot be read; ordinary in real input, so it costs no stack trace. */
public final class MalformedException extends Exception {

  private final boolean unreadable;

  public MalformedException(String detail) {
    this(detail, false);
  }

  private MalformedException(String detail, boolean unreadable) {
    super(detail, null, false, false);
    this.unreadable = unreadable;
  }

  /** The whole message is not of its format, so that nobody can tell what it was about. */
  public static MalformedException unreadable(String detail) {
    return new MalformedException(detail, true);
  }

  public boolean isUnreadable() {
    return unreadable;
  }

  /** "field is found; allowed: …", as every detail reads. */
  public static MalformedException of(String field, String found, String allowed) {
    return new MalformedException(field + " is " + found + "; allowed: " + allowed);
  }
}
