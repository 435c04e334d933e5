package belay.api;

import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/// A plan as it is kept in a file, with what is needed to make it again.
///
/// @param systemFile absolute
/// @param wish as it was asked for
/// @param hash of the plan, so that a change by hand is seen
public record PlanFile(String systemFile, Wish wish, String hash, Plan plan) {

    private static final long LARGEST = 64L << 20;

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
        try {
            if (Files.size(file) > LARGEST) {
                return refused(file, "PLAN:NOT_A_PLAN", "the file is too large for a plan");
            }
            var read = PlanJson.mapper().readValue(Files.readString(file), PlanFile.class);
            return read.plan().hash().equals(read.hash())
                    ? Answer.of(read)
                    : refused(file, "PLAN:CHANGED", "the plan was changed after it was saved");
        } catch (IOException e) {
            return refused(file, "PLAN:NO_FILE", "there is no plan here that can be read");
        } catch (JacksonException e) {
            return refused(file, "PLAN:NOT_A_PLAN", "this is not a plan that belay saved");
        }
    }

    private static Answer<PlanFile> refused(Path file, String code, String reason) {
        return Answer.refused(
                Problem.of(code, reason)
                        .value(file.toString())
                        .expected("a file that `belay plan --save FILE` wrote")
                        .advice("Plan again"));
    }
}
