package io.plumbline.core.ledger;

/** What is known of a guardrail. */
public enum GuardrailStatus {
  /** The loss is smaller than the margin. */
  PASS,
  /** There is a loss. */
  HARM,
  /** Neither is known yet. */
  CONTINUE
}
