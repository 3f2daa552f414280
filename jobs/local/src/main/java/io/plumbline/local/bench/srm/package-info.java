/** The alarm of the split as it runs: whole ledgers of many experiments, tick by tick. */
package io.plumbline.local.bench.srm;
