package dev.treecast.interaction.show;

import org.jspecify.annotations.Nullable;

/** Reads what viewers write before anybody else does. */
@FunctionalInterface
public interface TextHook {
    /** Allows everything. */
    TextHook ALLOW = (stream, viewer, text, answer) -> answer.allow(text);

    /** Takes the answer, on the bus's thread; one that comes after 200 ms is too late, and a second one is ignored. */
    interface Answer {
        /** The text may pass, as it is or changed. Blank, or longer than the control takes, it fails. */
        void allow(String text);

        /**
         * The text may not pass.
         *
         * @param why what its author is told
         */
        void refuse(@Nullable String why);

        /** The text could not be checked: it is refused, and counted as such. */
        void fail();
    }

    /** Asks about a text; the answer may come at once or later. */
    void read(String stream, String viewer, String text, Answer answer);
}
