/** What happened: exposures and metric events, their content, and why a record is refused. */
package io.plumbline.core.event;
