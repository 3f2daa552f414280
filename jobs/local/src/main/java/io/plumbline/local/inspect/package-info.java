/** A look at topics and files before any table exists: what the mappings make of them. */
package io.plumbline.local.inspect;
