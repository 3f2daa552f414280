/** What is known of one experiment, and the rows that are published of it at an instant. */
package io.plumbline.core.ledger;
