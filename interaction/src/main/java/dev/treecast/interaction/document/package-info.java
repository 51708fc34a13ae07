/**
 * The document of a show: its schema, merge patches, versions, what each group sees, and what it takes to resume.
 */
@NullMarked
package dev.treecast.interaction.document;

import org.jspecify.annotations.NullMarked;
