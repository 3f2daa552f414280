/** Local pre-aggregation: what is added up before it crosses a shuffle. */
package io.plumbline.operators.bundle;
