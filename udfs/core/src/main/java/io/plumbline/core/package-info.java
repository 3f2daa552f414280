/** The pure domain: plain Java on immutable values; no framework, no clock, no I/O. */
package io.plumbline.core;
