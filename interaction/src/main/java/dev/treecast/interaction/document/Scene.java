package dev.treecast.interaction.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A scene as the server reads it.
 *
 * @param controls by id
 * @param source what the game wrote; the same object as long as it does not change
 */
public record Scene(String id, Map<String, Control> controls, ObjectNode source) {}
