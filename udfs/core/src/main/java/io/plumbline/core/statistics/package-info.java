/**
 * The statistics: pure functions of counts and moments. Transcendental functions are StrictMath's
 * and every sum has one fixed order, so that anybody recomputes a published number to the last bit.
 */
package io.plumbline.core.statistics;
