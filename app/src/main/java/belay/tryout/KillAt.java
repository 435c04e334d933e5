package belay.tryout;

import belay.outside.Fault;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Step;
import belay.run.StepCodec;
import belay.run.Undo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Lets Belay kill itself at a chosen step: when the step has acted and the journal does not know
/// it yet, which is the worst of all moments. Once.
public final class KillAt implements StepCodec {

    /// The steps of the rehearsal, the upgrade and the way back of the shop.
    static final List<String> STEPS =
            List.of(
                    "check-gates",
                    "take-backup",
                    "try-restore",
                    "restore-copy",
                    "copy-unlogged",
                    "after-copy",
                    "neutralise",
                    "facts-before",
                    "copy-before",
                    "hop-1-1",
                    "check-hop-1",
                    "see-hop-1",
                    "hop-2-1",
                    "see-hop-2",
                    "facts-after",
                    "run-checks",
                    "prove-before-opening",
                    "judge-before-opening",
                    "prove-data",
                    "judge-findings",
                    "remove-copy",
                    "conclude-rehearsal",
                    "follow-production",
                    "start-at-boot",
                    "catch-up",
                    "fence-production",
                    "drain",
                    "promote-copy",
                    "hold-moment",
                    "switch-clients",
                    "open-to-clients",
                    "start-server-work",
                    "watch-old-side",
                    "see-release",
                    "retire-old-side",
                    "check-way-back",
                    "fence-new-side",
                    "stop-server-work",
                    "count-losses",
                    "switch-back",
                    "reopen-old-side",
                    "not-at-boot");

    private final StepCodec codec;
    private final AtomicReference<String> step = new AtomicReference<>("");

    public KillAt(StepCodec codec) {
        this.codec = codec;
    }

    void arm(String name) {
        step.set(name);
    }

    @Override
    public String write(Step plain) {
        return codec.write(plain);
    }

    @Override
    public Step read(String text) {
        return new Mortal(codec.read(text), this);
    }

    private void die(String name) throws InterruptedException {
        if (!name.equals(step.get())) {
            return;
        }
        try {
            new ProcessBuilder(List.of("kill", "-9", Long.toString(ProcessHandle.current().pid())))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            Runtime.getRuntime().halt(137);
        }
    }

    /// A step that may be the last thing its process does.
    private record Mortal(Step step, KillAt killer) implements Step {

        @Override
        public String name() {
            return step.name();
        }

        @Override
        public String title() {
            return step.title();
        }

        @Override
        public String kind() {
            return step.kind();
        }

        @Override
        public Optional<Outcome> probe(Site site) throws Fault, InterruptedException {
            return step.probe(site);
        }

        @Override
        public Outcome act(Site site) throws Fault, InterruptedException {
            var outcome = step.act(site);
            killer.die(name());
            return outcome;
        }

        @Override
        public void verify(Site site, Outcome outcome) throws Fault, InterruptedException {
            step.verify(site, outcome);
        }

        @Override
        public Undo undo() {
            return step.undo();
        }

        @Override
        public boolean commits() {
            return step.commits();
        }

        @Override
        public boolean took(Site site) throws Fault, InterruptedException {
            return step.took(site);
        }

        @Override
        public boolean opensPause() {
            return step.opensPause();
        }

        @Override
        public Optional<String> undoneLike() {
            return step.undoneLike();
        }

        @Override
        public boolean takenBackFirst() {
            return step.takenBackFirst();
        }

        @Override
        public Optional<String> anewFrom() {
            return step.anewFrom();
        }
    }
}
