/**
 * Which variant a unit gets: the hashes that applications assign by, so that they can be checked.
 */
package io.plumbline.core.assignment;
