/**
 * Links between nodes: a WebRTC peer without a session description, on which all streams between two nodes travel, and one data channel for what
 * nodes tell each other. What they tell is the business of {@code tree.membership}.
 */
@NullMarked
package dev.treecast.tree.link;

import org.jspecify.annotations.NullMarked;
