package dev.treecast.bench.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What a scenario found.
 *
 * @param findings for the table
 * @param notes sentences that a reader of the numbers needs
 * @param details everything that was measured, for the report's JSON
 * @param pictures to be drawn
 * @param lab where it ran
 */
public record ScenarioResult(
        NetworkScenario scenario,
        List<Finding> findings,
        List<String> notes,
        List<?> details,
        @JsonIgnore List<Picture> pictures,
        String lab) {
    public ScenarioResult {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        details = List.copyOf(details);
        pictures = List.copyOf(pictures);
    }
}
