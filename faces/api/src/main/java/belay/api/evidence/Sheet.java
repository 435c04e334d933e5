package belay.api.evidence;

import java.util.List;

/// What stands on the page, in words; the template only puts it in its place and escapes it.
///
/// Lists of none or one stand for what may be missing.
public record Sheet(
        String title,
        String kind,
        String headline,
        State state,
        String sentence,
        List<Pair> commands,
        List<Pair> about,
        List<Figure> figures,
        List<Trouble> troubles,
        List<PathDrawing> paths,
        List<HopRow> hops,
        Timeline timeline,
        List<Timeline> pauses,
        List<CheckRow> checks,
        List<BackupRow> backups,
        List<FactRow> facts,
        List<ProofPart> proofs,
        List<LogLine> log,
        List<Pair> plan,
        List<String> warnings,
        List<String> leftOut,
        List<String> mended,
        String footer) {

    public Sheet {
        commands = List.copyOf(commands);
        about = List.copyOf(about);
        figures = List.copyOf(figures);
        troubles = List.copyOf(troubles);
        paths = List.copyOf(paths);
        hops = List.copyOf(hops);
        pauses = List.copyOf(pauses);
        checks = List.copyOf(checks);
        backups = List.copyOf(backups);
        facts = List.copyOf(facts);
        proofs = List.copyOf(proofs);
        log = List.copyOf(log);
        plan = List.copyOf(plan);
        warnings = List.copyOf(warnings);
        leftOut = List.copyOf(leftOut);
        mended = List.copyOf(mended);
    }

    /// A word with its colour.
    ///
    /// @param tone CSS class: `good`, `bad`, `warn` or `calm`
    public record State(String word, String tone) {}

    public record Pair(String name, String value) {}

    /// A large number with what it means.
    public record Figure(String label, String value, String note, String tone) {}

    /// A problem, and in which step it came.
    public record Trouble(
            String where,
            String code,
            String reason,
            String value,
            String expected,
            String advice,
            String place) {}

    public record HopRow(
            String release, String rule, String source, String actions, String oneWay) {}

    public record CheckRow(String name, State state, String words, String advice) {}

    public record BackupRow(
            String id,
            String taken,
            String release,
            String size,
            State trial,
            String words,
            String directory) {}

    public record FactRow(String name, String before, String after, State state) {}

    public record ProofPart(
            State state,
            String sentence,
            List<TableRow> tables,
            List<Pair> notProved,
            List<Pair> differences,
            List<ChangeRow> changes,
            List<Pair> notCompared) {

        public ProofPart {
            tables = List.copyOf(tables);
            notProved = List.copyOf(notProved);
            differences = List.copyOf(differences);
            changes = List.copyOf(changes);
            notCompared = List.copyOf(notCompared);
        }
    }

    public record TableRow(String table, String rows, String columns, State state) {}

    public record ChangeRow(String table, String what, String because) {}

    public record LogLine(String time, String text) {}
}
