/** The local cluster and what runs in it, over real processes. */
package io.plumbline.e2e.cluster;
