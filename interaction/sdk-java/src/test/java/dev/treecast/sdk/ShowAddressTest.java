package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses that games give. */
class ShowAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/demo, ws://localhost:8080/interact/demo",
        "HTTPS://live.example.org/demo, wss://live.example.org/interact/demo",
        "ws://localhost:8080/interact/demo, ws://localhost:8080/interact/demo",
        "wss://live.example.org/interact/my-game_1.0/, wss://live.example.org/interact/my-game_1.0",
        "https://example.org/live/demo, wss://example.org/live/interact/demo",
        "https://example.org/live/interact/demo, wss://example.org/live/interact/demo",
        "http://[::1]:8080/demo, ws://[::1]:8080/interact/demo",
        "http://host/interact, ws://host/interact/interact",
    })
    void shouldFindTheInteraction(String url, String uri) {
        ShowAddress address = ShowAddress.parse(url);
        assertThat(address.uri()).hasToString(uri);
        assertThat(uri).endsWith("/" + address.stream());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "localhost:8080/demo",
                "http://localhost:8080",
                "http://localhost:8080/",
                "ftp://host/demo",
                "http://host/de%20mo",
                "http://host/demo?key=1",
                "http://key@host/demo",
                "http://host/a b"
            })
    void shouldSayWhatIsWrongWithOthers(String url) {
        assertThatThrownBy(() -> ShowAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address of a show")
                .hasMessageContaining("https://host/stream");
    }

    @Test
    void shouldNameTheStream() {
        assertThat(ShowAddress.parse("http://localhost:8080/demo").stream()).isEqualTo("demo");
    }
}
