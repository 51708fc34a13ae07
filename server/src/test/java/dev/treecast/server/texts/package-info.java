/** Tests of the text hooks. */
@NullMarked
package dev.treecast.server.texts;

import org.jspecify.annotations.NullMarked;
