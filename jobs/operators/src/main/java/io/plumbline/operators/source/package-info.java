/** What follows a log's source: when each record begins to count. */
package io.plumbline.operators.source;
