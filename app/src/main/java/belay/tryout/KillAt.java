package belay.tryout;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
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

    /// A step as a person may name it.
    ///
    /// @param title as screens show it; not of one step alone
    record Named(String name, String title) {

        boolean called(String word) {
            return name.equals(word) || title.equalsIgnoreCase(word);
        }

        @Override
        public String toString() {
            return name + " ".repeat(Math.max(2, 22 - name.length())) + title;
        }
    }

    /// The steps of the rehearsal, the upgrade and the way back of the shop.
    static final List<Named> STEPS =
            List.of(
                    new Named("check-gates", "Check the gates"),
                    new Named("take-backup", "Back up production"),
                    new Named("try-restore", "Restore the backup for trial"),
                    new Named("restore-copy", "Make a copy from the backup"),
                    new Named("copy-unlogged", "Copy the rows of unlogged tables"),
                    new Named("after-copy", "Make the copy its own"),
                    new Named("neutralise", "Neutralise the copy"),
                    new Named("facts-before", "Ask the product what it holds"),
                    new Named("copy-before", "Keep the data as it was"),
                    new Named("hop-1-1", "2.0: hops/2.0.sql"),
                    new Named("check-hop-1", "Run the checks of the hop"),
                    new Named("see-hop-1", "Detect the release on the copy"),
                    new Named("hop-2-1", "2.3: hops/2.3.sql"),
                    new Named("see-hop-2", "Detect the release on the copy"),
                    new Named("facts-after", "Ask the product again and compare"),
                    new Named("run-checks", "Run the tests"),
                    new Named(
                            "prove-before-opening",
                            "Compare what is quick before clients are let in"),
                    new Named("judge-before-opening", "Decide by what was found"),
                    new Named("prove-data", "Compare the data before and after"),
                    new Named("judge-findings", "Decide by what was found"),
                    new Named("remove-copy", "Remove the copy"),
                    new Named("conclude-rehearsal", "Record that the rehearsal passed"),
                    new Named("follow-production", "Copy production and follow it"),
                    new Named("start-at-boot", "Register the new server for the machine's start"),
                    new Named("catch-up", "Catch up with production"),
                    new Named("fence-production", "Fence production"),
                    new Named("drain", "Drain what was written"),
                    new Named("promote-copy", "Promote the copy"),
                    new Named("hold-moment", "Hold the moment for the proof"),
                    new Named("switch-clients", "Lead clients to the new side"),
                    new Named("open-to-clients", "Open the new side"),
                    new Named("start-server-work", "Start archiving and jobs of the new server"),
                    new Named("watch-old-side", "Watch the old side for stray writes"),
                    new Named("see-release", "Detect the release"),
                    new Named("retire-old-side", "Tidy up; keep the old side"),
                    new Named("check-way-back", "Check what will be taken back"),
                    new Named("fence-new-side", "Fence the new side"),
                    new Named("stop-server-work", "Stop archiving and jobs of the new server"),
                    new Named("count-losses", "Count what going back loses"),
                    new Named("switch-back", "Lead clients back to the old side"),
                    new Named("reopen-old-side", "Open the old side"),
                    new Named("not-at-boot", "Take the new server out of the machine's start"));

    /// The name of the step that is meant, by its name or its title.
    static Answer<String> named(String word) {
        var meant = STEPS.stream().filter(step -> step.called(word)).toList();
        if (meant.size() == 1) {
            return Answer.of(meant.getFirst().name());
        }
        var told = meant.isEmpty() ? STEPS : meant;
        return Answer.refused(
                Problem.of(
                                "TRY:STEP",
                                meant.isEmpty()
                                        ? "a try has no such step to die at"
                                        : "several steps of a try have this title")
                        .value(word)
                        .expected(
                                "one of these names, or a title that only one has\n"
                                        + String.join(
                                                "\n", told.stream().map(Named::toString).toList()))
                        .advice("Name the step by the first word of its line"));
    }

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
