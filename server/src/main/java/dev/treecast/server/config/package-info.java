/**
 * Configuration: flags, environment and YAML become one record per module.
 */
@NullMarked
package dev.treecast.server.config;

import org.jspecify.annotations.NullMarked;
