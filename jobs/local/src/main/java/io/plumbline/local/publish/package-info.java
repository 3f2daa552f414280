/** The configuration topic, written from a file. */
package io.plumbline.local.publish;
