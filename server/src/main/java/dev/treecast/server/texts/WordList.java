package dev.treecast.server.texts;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Words and phrases, found in texts however they are written: {@link Folding} says what counts as the same. A phrase is its words one after the other, whatever
 * stands between them. A word of the list that is a part of a longer one is not found.
 */
final class WordList {
    /** Where the words of phrases lead; a trie, so that a text is read once however long the list is. */
    private static final class Node {
        private final Map<String, Node> next = new HashMap<>();
        private boolean end;
    }

    private final Node root = new Node();

    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");

    /** Reads lines: a word or phrase each; a {@code #} at the start or behind a blank begins a comment. */
    WordList(List<String> lines) {
        for (String line : lines) {
            Node at = root;
            for (Folding.Word word : Folding.words(COMMENT.matcher(line).replaceFirst(""))) {
                at = at.next.computeIfAbsent(word.folded(), first -> new Node());
            }
            at.end = true;
        }
        // A line without words says nothing.
        root.end = false;
    }

    boolean isIn(String text) {
        return !find(text).isEmpty();
    }

    /** The text with an asterisk for each character of what is found; never longer than it was. */
    String masked(String text) {
        BitSet found = find(text);
        if (found.isEmpty()) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (!found.get(i)) {
                result.appendCodePoint(character);
            } else if (!Folding.fold(character).isEmpty()) {
                result.append('*');
            }
        }
        return result.toString();
    }

    /** Indexes of the characters of what is found. */
    private BitSet find(String text) {
        List<Folding.Word> words = new ArrayList<>(Folding.words(text));
        BitSet found = new BitSet();
        for (int first = 0; first < words.size(); first++) {
            Node at = root;
            for (int last = first; last < words.size(); last++) {
                at = at.next.get(words.get(last).folded());
                if (at == null) {
                    break;
                }
                if (at.end) {
                    words.subList(first, last + 1).forEach(word -> found.set(word.from(), word.to()));
                }
            }
        }
        return found;
    }
}
