/** The whole system at work on one machine. */
package io.plumbline.local.demo;
