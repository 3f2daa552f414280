/** From records to units: identities, and the fold of a unit's events. */
package io.plumbline.operators.unit;
