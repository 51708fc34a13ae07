/**
 * HPKE (RFC 9180) as stream keys travel: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
 */
@NullMarked
package dev.treecast.tree.hpke;

import org.jspecify.annotations.NullMarked;
