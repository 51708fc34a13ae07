/**
 * Reports: the table on the terminal, JSON for programs, Markdown and charts for people.
 */
@NullMarked
package dev.treecast.bench.report;

import org.jspecify.annotations.NullMarked;
