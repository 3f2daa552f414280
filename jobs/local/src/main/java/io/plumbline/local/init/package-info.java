/** What must be there before the jobs start: topics, subjects, tables. */
package io.plumbline.local.init;
