package dev.treecast.server.texts;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What counts as the same in texts: compatibility forms (NFKD, <a href="https://www.unicode.org/reports/tr15/">UAX 15</a>), upper and lower case, letters with
 * and without diacritics, and invisible characters are nothing.
 *
 * <p>A word is a run of letters, digits and their marks. In scripts that write without spaces each letter is a word, as <a
 * href="https://www.unicode.org/reports/tr29/#Word_Boundaries">UAX 29</a> breaks them; unlike there, an apostrophe or an underscore ends a word, so that they
 * hide none.
 */
final class Folding {
    /** A word of a text, folded, and where it stands. */
    record Word(String folded, int from, int to) {}

    /** Letters that Unicode does not take apart. */
    private static final Map<Integer, String> STROKES =
            Map.of((int) 'ø', "o", (int) 'ł', "l", (int) 'đ', "d", (int) 'ħ', "h", (int) 'ŧ', "t");

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    /** The marks that make a kana another one. */
    private static final Set<Integer> VOICED = Set.of(0x3099, 0x309A);

    private Folding() {}

    /** A character folded: several, or none when it says nothing by itself. */
    static String fold(int character) {
        if (character < 0x80) {
            return Character.toString(Character.toLowerCase(character));
        }
        if (Character.getType(character) == Character.FORMAT) {
            return "";
        }
        StringBuilder letters = new StringBuilder(4);
        Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD)
                .codePoints()
                .filter(each -> !isDiacritic(each))
                .forEach(letters::appendCodePoint);
        // Upper case takes apart what lower case keeps: ẞ is ß is SS is ss.
        String folded = letters.toString()
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return folded.isEmpty() ? folded : STROKES.getOrDefault(folded.codePointAt(0), folded);
    }

    /** A mark that any script may have; the vowel signs of some scripts are marks, too, and stay. */
    private static boolean isDiacritic(int character) {
        int type = Character.getType(character);
        return (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK)
                && UnicodeScript.of(character) == UnicodeScript.INHERITED
                && !VOICED.contains(character);
    }

    private static boolean isOfAWord(int character) {
        return Character.isLetterOrDigit(character)
                || switch (Character.getType(character)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    /** The words of a text, in order. */
    static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int from = 0;
        int to = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int end = i + Character.charCount(text.codePointAt(i));
            String folded = fold(text.codePointAt(i));
            if (folded.isEmpty() && !open.isEmpty()) {
                to = end;
            }
            for (int letter : folded.codePoints().toArray()) {
                boolean alone = WITHOUT_SPACES.contains(UnicodeScript.of(letter));
                if ((alone || !isOfAWord(letter)) && !open.isEmpty()) {
                    words.add(new Word(open.toString(), from, to));
                    open.setLength(0);
                }
                if (alone && isOfAWord(letter)) {
                    words.add(new Word(Character.toString(letter), i, end));
                } else if (isOfAWord(letter)) {
                    from = open.isEmpty() ? i : from;
                    to = end;
                    open.appendCodePoint(letter);
                }
            }
        }
        if (!open.isEmpty()) {
            words.add(new Word(open.toString(), from, to));
        }
        return words;
    }
}
