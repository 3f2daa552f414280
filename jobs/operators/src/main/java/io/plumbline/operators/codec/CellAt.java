package io.plumbline.operators.codec;

import io.plumbline.core.unit.Cell;

/**
 * A cell in the rows from an instant on.
 *
 * @param instant milliseconds since the epoch
 */
public record CellAt(long instant, Cell cell) {}
