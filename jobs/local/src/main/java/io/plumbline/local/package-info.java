/** The command line, and the jobs over files inside one process; nothing here goes to a cluster. */
package io.plumbline.local;
