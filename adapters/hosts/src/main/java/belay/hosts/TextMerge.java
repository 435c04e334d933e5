package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Conflict;
import belay.problem.Safe;
import belay.release.Files.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;

/// Merges files without keys line by line, as git does. A conflict is named after the line of the
/// new default at which it stands, e.g. `line 12`; `set` can give the lines that shall stand there.
final class TextMerge {

    private final String path;
    private final Map<String, String> set;

    TextMerge(Merge how, Map<String, String> set) {
        this.path = how.path();
        this.set = set;
    }

    Merging.Merged merge(String old, String mine, String fresh) throws Fault {
        MergeResult<RawText> result =
                new MergeAlgorithm()
                        .merge(RawTextComparator.DEFAULT, raw(old), raw(mine), raw(fresh));
        var text = new StringBuilder();
        List<Conflict> conflicts = new ArrayList<>();
        List<String> decided = new ArrayList<>();
        String my = "";
        for (MergeChunk chunk : result) {
            String lines = lines(result, chunk);
            switch (chunk.getConflictState()) {
                case NO_CONFLICT -> text.append(lines);
                case FIRST_CONFLICTING_RANGE -> my = lines;
                case BASE_CONFLICTING_RANGE -> {}
                case NEXT_CONFLICTING_RANGE -> {
                    String key = "line " + (chunk.getBegin() + 1);
                    String decision = set.get(key);
                    if (decision == null) {
                        conflicts.add(new Conflict(path, key, was(result, key), my, lines));
                    } else {
                        decided.add(key);
                        text.append(decision).append(decision.endsWith("\n") ? "" : "\n");
                    }
                }
            }
        }
        refuseUnknown(decided);
        return new Merging.Merged(text.toString(), conflicts);
    }

    private static RawText raw(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String lines(MergeResult<RawText> result, MergeChunk chunk) {
        return result.getSequences()
                .get(chunk.getSequenceIndex())
                .getString(chunk.getBegin(), chunk.getEnd(), false);
    }

    /// The algorithm gives the old lines between mine and the vendor's, if at all.
    private static String was(MergeResult<RawText> result, String key) {
        String was = "";
        for (MergeChunk chunk : result) {
            switch (chunk.getConflictState()) {
                case BASE_CONFLICTING_RANGE -> was = lines(result, chunk);
                case FIRST_CONFLICTING_RANGE -> was = "";
                case NEXT_CONFLICTING_RANGE -> {
                    if (key.equals("line " + (chunk.getBegin() + 1))) {
                        return was;
                    }
                }
                case NO_CONFLICT -> {}
            }
        }
        return was;
    }

    private void refuseUnknown(List<String> decided) throws Fault {
        for (String key : set.keySet()) {
            if (!decided.contains(key)) {
                throw Faults.permanent(
                        "NO_KEYS",
                        path + " is merged as text and has no key " + Safe.name(key),
                        "name its format, or leave this `set` out");
            }
        }
    }
}
