package dev.treecast.bench.report;

import java.util.List;

/** What all reports have in common. */
final class Markdown {
    private Markdown() {}

    static void head(StringBuilder out, String title, RunInfo run) {
        out.append("# ").append(title).append("\n\n");
        out.append("    ").append(run.command()).append("\n\n");
        out.append("- ").append(run.at()).append('\n');
        out.append("- ").append(run.machine()).append('\n');
        out.append("- ").append(run.lab()).append("\n\n");
    }

    static void notes(StringBuilder out, List<String> notes) {
        notes.forEach(note -> out.append("- ").append(note).append('\n'));
    }
}
