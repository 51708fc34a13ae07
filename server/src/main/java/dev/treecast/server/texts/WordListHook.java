package dev.treecast.server.texts;

import dev.treecast.interaction.show.TextHook;
import dev.treecast.server.config.TextOptions.WordAction;
import java.util.function.Supplier;

/** Refuses texts with words of a list, or takes the words out; what is left goes on to the next hook. */
final class WordListHook implements TextHook {
    private static final String REFUSED = "This text has words that are not allowed here.";

    private final Supplier<WordList> words;
    private final WordAction action;
    private final TextHook next;

    WordListHook(Supplier<WordList> words, WordAction action, TextHook next) {
        this.words = words;
        this.action = action;
        this.next = next;
    }

    @Override
    public void read(String stream, String viewer, String text, Answer answer) {
        WordList list = words.get();
        if (action == WordAction.ASTERISKS) {
            next.read(stream, viewer, list.masked(text), answer);
        } else if (list.isIn(text)) {
            answer.refuse(REFUSED);
        } else {
            next.read(stream, viewer, text, answer);
        }
    }
}
