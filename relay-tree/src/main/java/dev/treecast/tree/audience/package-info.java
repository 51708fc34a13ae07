/** When the viewers of a stream see a picture, so that they see it together: what they need, and the target that is made of it. No I/O, no clock. */
@NullMarked
package dev.treecast.tree.audience;

import org.jspecify.annotations.NullMarked;
