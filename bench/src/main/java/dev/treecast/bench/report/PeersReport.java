package dev.treecast.bench.report;

import java.util.List;

/**
 * Servers compared.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param peers ours first; a server may stand there more than once, with other numbers of viewers
 */
public record PeersReport(RunInfo run, List<String> notes, List<PeerResult> peers) {

    /** The result in a sentence for each of ours and each other. */
    public List<String> ratios() {
        String name = peers.getFirst().name();
        List<PeerResult> others =
                peers.stream().filter(peer -> !peer.name().equals(name)).toList();
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .flatMap(ours -> others.stream().map(other -> ratio(ours, other)))
                .toList();
    }

    private static String ratio(PeerResult ours, PeerResult other) {
        return other.name() + " with " + other.viewers() + " viewers takes " + Column.number(ours.ratioOf(other), 1)
                + " times as much CPU for a packet as " + ours.name() + " with " + ours.viewers() + ".";
    }

    /** For the terminal and the report. */
    public String table() {
        StringBuilder out = new StringBuilder(1024);
        out.append("| server | viewers | packets/s | server CPU | CPU/packet µs | loss | KiB/viewer RSS |\n");
        out.append("| --- | --: | --: | --: | --: | --: | --: |\n");
        for (PeerResult peer : peers) {
            out.append("| ").append(peer.name());
            out.append(" | ").append(peer.viewers());
            out.append(" | ").append(Column.number(peer.packetsPerSecond(), 0));
            out.append(" | ").append(Column.percent(peer.cpuShare(), 1));
            out.append(" | ").append(Column.number(peer.cpuNsPerPacket() / 1_000, 2));
            out.append(" | ").append(Column.percent(peer.lossShare(), 4));
            out.append(" | ").append(Column.number(peer.kibPerViewer(), 1)).append(" |\n");
        }
        return out.toString();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(2048);
        Markdown.head(out, "Peers", run);
        out.append(table()).append('\n');
        ratios().forEach(ratio -> out.append(ratio).append("\n\n"));
        for (PeerResult peer : peers) {
            int number = 1;
            for (PeerRound round : peer.rounds()) {
                out.append("- ")
                        .append(peer.name())
                        .append(", round ")
                        .append(number++)
                        .append(": ");
                out.append(round.summary()).append('\n');
            }
        }
        peers.forEach(peer -> Markdown.notes(out, peer.disturbances()));
        Markdown.notes(out, notes);
        return out.toString();
    }
}
