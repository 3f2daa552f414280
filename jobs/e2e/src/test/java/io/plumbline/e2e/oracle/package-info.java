/**
 * The answer computed once more, by a small single-threaded program over files that shares no code
 * with the product: everything is sorted, replayed unit by unit, and added in big integers.
 */
package io.plumbline.e2e.oracle;
