/** The results as a person reads them in a terminal; every number stands in a table. */
package io.plumbline.local.scorecard;
