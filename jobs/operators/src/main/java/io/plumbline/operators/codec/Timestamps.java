package io.plumbline.operators.codec;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Reads instants: ISO-8601 with any offset, or epoch milliseconds; finer digits are cut. */
final class Timestamps {
  static final long INVALID = Long.MIN_VALUE;
  private static final int MOST_DIGITS = 18;

  private Timestamps() {}

  /** Milliseconds since the epoch, or {@link #INVALID}. */
  static long parse(byte[] bytes, int from, int to) {
    if (isNumber(bytes, from, to)) {
      return number(bytes, from, to);
    }
    long fast = iso(bytes, from, to);
    if (fast != INVALID) {
      return fast;
    }
    try {
      // Years beyond four digits, seconds of an offset.
      return OffsetDateTime.parse(new String(bytes, from, to - from, StandardCharsets.UTF_8))
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return INVALID;
    }
  }

  private static boolean isNumber(byte[] bytes, int from, int to) {
    int i = from < to && bytes[from] == '-' ? from + 1 : from;
    if (i == to || to - i > MOST_DIGITS) {
      return false;
    }
    for (; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return negative ? -value : value;
  }

  /** {@code 2024-01-31T23:59[:59[.999999999]](Z|±01[[:]00])}, with a blank for the T if need be. */
  private static long iso(byte[] b, int from, int to) {
    int length = to - from;
    if (length < 17
        || b[from + 4] != '-'
        || b[from + 7] != '-'
        || b[from + 10] != 'T' && b[from + 10] != 't' && b[from + 10] != ' '
        || b[from + 13] != ':') {
      return INVALID;
    }
    int year = digits(b, from, 4);
    int month = digits(b, from + 5, 2);
    int day = digits(b, from + 8, 2);
    int hour = digits(b, from + 11, 2);
    int minute = digits(b, from + 14, 2);
    int second = 0;
    int millis = 0;
    int i = from + 16;
    if (b[i] == ':') {
      if (i + 3 >= to) {
        return INVALID;
      }
      second = digits(b, i + 1, 2);
      i += 3;
      if (b[i] == '.' || b[i] == ',') {
        int first = ++i;
        int weight = 100;
        while (i < to && b[i] >= '0' && b[i] <= '9') {
          millis += weight * (b[i++] - '0');
          weight /= 10;
        }
        if (i == first || i - first > 9) {
          return INVALID;
        }
      }
    }
    int offset = offsetMinutes(b, i, to);
    if (offset == Integer.MIN_VALUE
        || year < 0
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59) {
      return INVALID;
    }
    long minutes = (epochDay(year, month, day) * 24 + hour) * 60 + minute - offset;
    return (minutes * 60 + second) * 1000 + millis;
  }

  private static int offsetMinutes(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 1 && (b[from] == 'Z' || b[from] == 'z')) {
      return 0;
    }
    if (length != 3 && length != 5 && length != 6
        || b[from] != '+' && b[from] != '-'
        || length == 6 && b[from + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = digits(b, from + 1, 2);
    int minutes = length == 3 ? 0 : digits(b, to - 2, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 60 + minutes;
    return b[from] == '-' ? -offset : offset;
  }

  /** The number, or -1 if one of the bytes is no digit. */
  private static int digits(byte[] b, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      value = value * 10 + b[i] - '0';
    }
    return value;
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01 of a Gregorian date, counted in years that begin in March. */
  private static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
