/** From contributions to the rows of an experiment. */
package io.plumbline.operators.ledger;
