/** From the records of the configuration topic to the experiments of a run. */
package io.plumbline.operators.configuration;
