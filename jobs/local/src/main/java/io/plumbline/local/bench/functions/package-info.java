/** What one call of the functions costs that run for every event, row or tick. */
package io.plumbline.local.bench.functions;
