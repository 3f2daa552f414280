package io.plumbline.core.alert;

import java.util.Map;

/**
 * The row that caused an alert, as far as it is known without the run that writes it.
 *
 * @param table its table
 * @param key its key columns, less job and revision: String, Integer, Boolean or Instant; a missing
 *     one is null
 */
public record RowReference(String table, Map<String, Object> key) {}
