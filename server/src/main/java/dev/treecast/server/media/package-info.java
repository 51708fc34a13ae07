/** The media side put together: loops, hub, ingest and edge behind the interfaces that HTTP and the command line ask for. */
@NullMarked
package dev.treecast.server.media;

import org.jspecify.annotations.NullMarked;
