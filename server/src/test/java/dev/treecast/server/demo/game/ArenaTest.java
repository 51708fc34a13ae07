package dev.treecast.server.demo.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArenaTest {
    private final Arena arena = new Arena();

    @Test
    void shouldFlyWhereTheSticksPointAndStayInThePicture() {
        assertThat(arena.drone()).isEqualTo(Map.of("x", 0.5, "y", 0.5));
        arena.steer(1, 0.5);
        arena.step(0.1, false);
        assertThat(arena.drone()).isEqualTo(Map.of("x", 0.55, "y", 0.475));
        ByteBuffer positions = ByteBuffer.wrap(arena.positions());
        assertThat(positions.getFloat()).isEqualTo(0.55f);
        assertThat(positions.getFloat()).isEqualTo(0.475f);
        arena.step(100, false);
        assertThat(arena.drone()).isEqualTo(Map.of("x", 1.0, "y", 0.0));
    }

    @Test
    void shouldLoseHealthAndGetItBack() {
        int before = arena.health();
        arena.step(24, false);
        assertThat(arena.health()).isEqualTo(before - 10);
        arena.step(24, true);
        assertThat(arena.health()).isEqualTo(before - 10);
        assertThat(arena.heal()).isTrue();
        assertThat(arena.health()).isEqualTo(100);
        assertThat(arena.heal()).isFalse();
        arena.step(241, false);
        assertThat(arena.health()).isBetween(1, 100);
    }

    /** The promise: a game is interactive in 25 lines or fewer. */
    @Test
    void shouldBeInteractiveInTwentyFiveLines() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("src/main/java/dev/treecast/server/demo/game/DemoGame.java"));
        int first = lines.indexOf("    static void play(String url, String key, Arena arena) {");
        assertThat(first).isPositive();
        List<String> rest = lines.subList(first, lines.size());
        assertThat(rest.indexOf("    }") + 1).isBetween(10, 25);
    }
}
