/** The configuration database's changes: one row's, one transaction's, and their order. */
package io.plumbline.core.configuration;
