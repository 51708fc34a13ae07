/**
 * SFrame (RFC 9605): each RTP payload of a live stream sealed at its ingest node and opened at the edges, unread by the relays between. See
 * docs/protocols/sframe.md.
 */
@NullMarked
package dev.treecast.tree.sframe;

import org.jspecify.annotations.NullMarked;
