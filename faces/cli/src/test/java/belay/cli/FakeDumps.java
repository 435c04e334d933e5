package belay.cli;

import belay.api.DumpFound;
import belay.api.Dumps;
import belay.outside.DumpHead;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.run.Run;
import belay.run.RunId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A dump service that answers what its test wants, and remembers what it was asked.
final class FakeDumps implements Dumps {

    private final FakeBelay belay;
    List<DumpFound.Product> products =
            List.of(
                    new DumpFound.Product(
                            "odoo", "Odoo", new ReleaseId("15.0"), List.of("ir_module_module")));

    List<String> signless = List.of();
    List<Problem> refused = List.of();
    String madeFor = "13";

    FakeDumps(FakeBelay belay) {
        this.belay = belay;
    }

    @Override
    public Answer<DumpFound> detect(Path file) {
        belay.asked.add("detect dump " + file);
        var head =
                new DumpHead(
                        DumpHead.Form.SCRIPT,
                        List.of(DumpHead.Layer.GZIP),
                        67_000_000,
                        Map.of("producer", "pg_dump 15.4", "server", "13.4"),
                        Map.of());
        return refused.isEmpty()
                ? Answer.of(
                        new DumpFound(file, head, "", products, signless, madeFor, "13", 1L << 34))
                : new Answer.Refused<>(refused);
    }

    @Override
    public Answer<Run> check(Handed dump) {
        belay.asked.add("check " + dump);
        return Answer.of(belay.run);
    }

    @Override
    public Answer<Run> upgrade(Job job) {
        belay.asked.add("upgrade " + job);
        return Answer.of(belay.run);
    }

    @Override
    public Answer<Restored> restore(RunId job, Path out) {
        belay.asked.add("restore " + job + " " + out);
        return Answer.of(new Restored(out, 67_000_000, "ab".repeat(32), "15.0"));
    }
}
