package dev.treecast.tree.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: no loop, no tree too deep, no node too full; and when it stops happening, everybody watches. */
class RandomClusterTest {
    private static final int STEPS = 150;
    private static final List<String> STREAMS = List.of("a", "b", "c");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldHoldWhateverHappens(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Cluster cluster = new Cluster(seed);
        List<String> edges = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (String region : List.of("eu", "us")) {
            all.add(cluster.add("ingest-" + region, region, 6, NodeRole.INGEST).id());
            for (int i = 0; i < 4; i++) {
                all.add(cluster.add("relay-" + region + i, region, 14, NodeRole.RELAY)
                        .id());
            }
            for (int i = 0; i < 6; i++) {
                edges.add(cluster.add("edge-" + region + i, region, 0, NodeRole.EDGE)
                        .id());
            }
        }
        all.addAll(edges);
        STREAMS.forEach(stream -> cluster.publish("ingest-eu", stream, "p0"));
        List<List<String>> cuts = new ArrayList<>();
        int deaths = 0;
        for (int step = 0; step < STEPS; step++) {
            String stream = STREAMS.get(random.nextInt(STREAMS.size()));
            String edge = edges.get(random.nextInt(edges.size()));
            String one = all.get(random.nextInt(all.size()));
            String other = all.get(random.nextInt(all.size()));
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> cluster.demand(edge, stream, 1 + random.nextInt(7));
                case 3 -> cluster.demand(edge, stream, 0);
                case 4 -> {
                    String to = random.nextBoolean() ? "ingest-eu" : "ingest-us";
                    String from = cluster.directory.ingestNode(stream).orElseThrow();
                    cluster.member(from).input((tree, now) -> tree.unpublished(now, stream));
                    cluster.publish(to, stream, "p" + step);
                }
                case 5, 6 -> {
                    if (!one.equals(other) && cuts.size() < 8) {
                        cluster.cut(one, other, true);
                        cuts.add(List.of(one, other));
                    }
                }
                case 7, 8 -> {
                    if (!cuts.isEmpty()) {
                        List<String> cut = cuts.remove(random.nextInt(cuts.size()));
                        if (!cuts.contains(cut) && !cuts.contains(cut.reversed())) {
                            cluster.cut(cut.get(0), cut.get(1), false);
                        }
                    }
                }
                case 9 -> {
                    if (one.startsWith("relay") && deaths < 3) {
                        deaths++;
                        if (random.nextBoolean()) {
                            cluster.member(one).die();
                        } else {
                            cluster.member(one).kill();
                        }
                    }
                }
                default -> {}
            }
            for (int i = 0; i < 20; i++) {
                cluster.run(random.nextInt(1, 40));
                check(cluster, seed + ", step " + step);
            }
        }
        cuts.forEach(cut -> cluster.cut(cut.get(0), cut.get(1), false));
        edges.forEach(edge -> STREAMS.forEach(stream -> cluster.demand(edge, stream, 1)));
        cluster.run(60_000);
        check(cluster, seed + ", end");
        for (String edge : edges) {
            for (String stream : STREAMS) {
                assertThat(cluster.member(edge).source(stream).path().getFirst())
                        .isEqualTo(cluster.directory.ingestNode(stream).orElseThrow());
            }
        }
    }

    private static void check(Cluster cluster, String when) {
        for (Cluster.Member member : cluster.members.values()) {
            assertThat(member.served()).as("%s: %s", when, member.id()).isLessThanOrEqualTo(member.record.capacity());
            for (String stream : STREAMS) {
                int depth = 0;
                Cluster.Member at = member;
                while (at.alive && at.takes.containsKey(stream)) {
                    at = cluster.member(at.takes.get(stream));
                    depth++;
                    assertThat(at)
                            .as("%s: loop of %s at %s", when, stream, member.id())
                            .isNotSameAs(member);
                    assertThat(depth)
                            .as("%s: %s at %s", when, stream, member.id())
                            .isLessThanOrEqualTo(3);
                }
            }
        }
    }
}
