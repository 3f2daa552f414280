/** How benchmarks say what they found. */
package io.plumbline.local.bench.report;
