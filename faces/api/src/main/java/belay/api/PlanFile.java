package belay.api;

import belay.document.TextFile;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/// A plan as it is kept in a file, with what is needed to make it again.
///
/// @param systemFile absolute
/// @param wish as it was asked for
/// @param hash of the plan, so that a change by hand is seen
public record PlanFile(String systemFile, Wish wish, String hash, Plan plan) {

    private static final int LARGEST = 64 << 20;

    static PlanFile of(Wanted.Release wanted, Plan plan) {
        return new PlanFile(
                wanted.system().toAbsolutePath().normalize().toString(),
                wanted.wish(),
                plan.hash(),
                plan);
    }

    Wanted.Release wanted() {
        return new Wanted.Release(Path.of(systemFile), wish);
    }

    /// What [#read] reads.
    public String json() {
        return PlanJson.canonical(this) + "\n";
    }

    static Answer<PlanFile> read(Path file) {
        return switch (TextFile.read(file, LARGEST)) {
            case TextFile.Text(var text) -> read(file, text);
            case TextFile.Unfit(var found) ->
                    refused(
                            "PLAN:NO_FILE",
                            "there is no plan here that can be read",
                            file + ": " + found);
        };
    }

    private static Answer<PlanFile> read(Path file, String text) {
        try {
            var read = PlanJson.mapper().readValue(text, PlanFile.class);
            return read.plan().hash().equals(read.hash())
                    ? Answer.of(read)
                    : refused(
                            "PLAN:CHANGED",
                            "the plan was changed after it was saved",
                            file.toString());
        } catch (JacksonException e) {
            return refused(
                    "PLAN:NOT_A_PLAN",
                    "this is not a plan that belay saved",
                    text.isBlank() ? file + ": an empty file" : file.toString());
        }
    }

    private static Answer<PlanFile> refused(String code, String reason, String found) {
        return Answer.refused(
                Problem.of(code, reason)
                        .value(found)
                        .expected("a file that `belay plan --save FILE` wrote")
                        .advice("Name that file, or plan again"));
    }
}
