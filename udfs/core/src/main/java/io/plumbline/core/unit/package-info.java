/** What is known of one unit, and how its events change it: enrollment, crossover, attribution. */
package io.plumbline.core.unit;
