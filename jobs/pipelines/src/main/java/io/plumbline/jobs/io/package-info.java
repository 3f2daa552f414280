/** Where data comes in and goes out: files, configuration, tables. */
package io.plumbline.jobs.io;
