/** What was planned: experiments, variants, allocations, epochs, metrics; and its validation. */
package io.plumbline.core.experiment;
