package dev.treecast.server.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.server.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordListTest {
    private final WordList list = new WordList(List.of(
            "# words that are not said here",
            "",
            "darn",
            "Straße  # with a comment",
            "very bad",
            "very bad idea",
            "naïve",
            "łoś",
            "笨蛋",
            "ばか",
            "#hashtag",
            " --- "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "darn",
                "oh DARN it",
                "dárn!",
                "da\u0301rn",
                "ＤＡＲＮ",
                "𝐝𝐚𝐫𝐧",
                "ⓓarn",
                "d\u200Bar\u00ADn",
                "_darn_",
                "darn's",
                "strasse",
                "STRASSE",
                "STRAẞE",
                "Very   BAD.",
                "very-bad",
                "naive",
                "NAI\u0308VE",
                "los",
                "你这个笨蛋吗",
                "それはばかです",
            })
    void shouldFindWordsHoweverTheyAreWritten(String text) {
        assertThat(list.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "darning",
                "adarn",
                "darn2",
                "d a r n",
                "very",
                "bad",
                "very, so bad",
                "strassen",
                "hashtag",
                "comment",
                "笨",
                "はか",
                "",
                "---",
                "🙂",
                "#"
            })
    void shouldLeaveOthersAlone(String text) {
        assertThat(list.isIn(text)).isFalse();
        assertThat(list.masked(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "oh DARN it, oh **** it",
        "Da\u0301rn!, ****!",
        "d\u200Barn, ****",
        "𝐝𝐚𝐫𝐧 🙂, **** 🙂",
        "very-bad idea, ****-*** ****",
        "darn darning darn, **** darning ****",
        "你笨蛋, 你**",
        "straße, ******",
    })
    void shouldPutAsterisksInTheirPlace(String text, String masked) {
        assertThat(list.masked(text)).isEqualTo(masked);
        assertThat(masked.codePointCount(0, masked.length()))
                .isLessThanOrEqualTo(text.codePointCount(0, text.length()));
    }

    @Test
    void shouldHaveNothingInAnEmptyList() {
        assertThat(new WordList(List.of("# nothing", " ")).isIn("anything")).isFalse();
    }

    @TempDir
    private Path folder;

    @Test
    void shouldReadTheFileAgainWhenItChangesAndKeepTheOldListOtherwise() throws Exception {
        Path path = Files.writeString(folder.resolve("words"), "darn\n");
        try (WordFile file = WordFile.open(path)) {
            assertThat(file.list().isIn("darn")).isTrue();
            WordList before = file.list();
            file.look();
            assertThat(file.list()).isSameAs(before);
            Files.writeString(path, "heck\n");
            Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
            file.look();
            assertThat(file.list().isIn("darn")).isFalse();
            assertThat(file.list().isIn("heck")).isTrue();
            Files.write(path, new byte[] {(byte) 0xFF, 'x'});
            file.look();
            Files.delete(path);
            file.look();
            assertThat(file.list().isIn("heck")).isTrue();
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws Exception {
        assertThatThrownBy(() -> WordFile.open(folder.resolve("none")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--text-words");
        Path big = Files.writeString(folder.resolve("big"), "x".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> WordFile.open(big)).hasMessageContaining("over 1 MiB");
    }
}
