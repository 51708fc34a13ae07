package dev.treecast.bench.report;

import java.util.List;

/** A line of a report that has no columns: what was measured, and what it was. */
record Fact(String what, String value) {

    /** For the terminal. */
    static String text(List<Fact> facts) {
        int width = facts.stream().mapToInt(fact -> fact.what.length()).max().orElse(0) + 2;
        StringBuilder out = new StringBuilder(512);
        facts.forEach(fact -> out.append(("  %-" + width + "s%s%n").formatted(fact.what, fact.value)));
        return out.toString();
    }

    static String markdown(String title, RunInfo run, List<Fact> facts, List<String> notes) {
        StringBuilder out = new StringBuilder(1024);
        Markdown.head(out, title, run);
        out.append("| | |\n| --- | --- |\n");
        facts.forEach(fact -> out.append("| ")
                .append(fact.what)
                .append(" | ")
                .append(fact.value)
                .append(" |\n"));
        out.append('\n');
        Markdown.notes(out, notes);
        return out.toString();
    }
}
