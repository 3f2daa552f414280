package io.plumbline.core.statistics;

/** What the values of units can be: it decides how they vary, and how many allow a call. */
public enum ValueRange {
  /** 0 or 1: conversion, retention. */
  BINARY,
  /** No single unit carries an arm: numbers of events, sums with a cap. */
  LIMITED,
  /** A rare unit may carry an arm: sums without a cap. */
  OPEN;

  boolean isBinary() {
    return this == BINARY;
  }
}
