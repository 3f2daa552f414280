/**
 * The cluster of this machine: Kafka, schema registry, ZooKeeper and Flink as processes of their
 * own, and the commands that start, watch and end them.
 */
package io.plumbline.local.cluster;
