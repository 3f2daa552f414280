/** The jobs: one main class each. */
package io.plumbline.jobs;
