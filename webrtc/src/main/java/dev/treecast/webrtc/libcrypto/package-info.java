/**
 * OpenSSL's libcrypto (3.x or 1.1), found and linked through the foreign-function API for the packages that call it. Who calls it has a
 * Java implementation for machines without the library.
 */
@NullMarked
package dev.treecast.webrtc.libcrypto;

import org.jspecify.annotations.NullMarked;
