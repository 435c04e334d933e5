package belay.api;

import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.outside.Fault;
import belay.plan.Catalogue;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import belay.run.Event;
import belay.run.Run;
import belay.run.RunId;
import belay.run.Waivers.Waiver;
import belay.step.Finding;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything that a person can do with Belay: the one door behind every face. Thread-safe.
///
/// It is one person's door: whoever opened it is named in the runs that are started through it.
/// What may be refused is an [Answer], and a refusal has changed nothing; a [Fault] says that
/// something outside did not answer. Runs are put into the journal and carried out by workers;
/// whoever started one only watches, so losing the display loses nothing.
public interface Belay {

    /// The code of the refusal of a plan that leads nowhere new.
    String NOTHING_TO_DO = "PLAN:NOTHING_TO_DO";

    // Without a system

    /// All packs, to ask about ways without a system. Reads files and nothing else: no store, no
    /// database is started or asked. A pack that cannot be read is left out, and told of.
    Catalogue catalogue();

    /// The same of one product, by its name or an alias; quicker, and other packs may be broken.
    Answer<Catalogue> catalogue(String product);

    /// Keeps what a vendor publishes as data, as a pack or over one. The same files always give the
    /// same catalogue.
    ///
    /// @throws Fault.Permanent if it cannot be written; what was there is still whole
    Answer<Imported> takeIn(Import wanted) throws Fault;

    // Dumps

    Dumps dumps();

    // Before a run

    /// What runs now, by every sign there is.
    ///
    /// @param system `system.yaml`
    Answer<Detected> detect(Path system) throws Fault, InterruptedException;

    /// Whose home a directory is, of all products that packs know; no description of a system is
    /// needed.
    Answer<HomeFound> detectHome(Path home) throws Fault;

    /// Which known issues hit the path from what runs, and the set-up that `system.yaml` and the
    /// data tell of.
    ///
    /// @param wish every issue is asked about, whichever it allows; without a `to` of what runs
    ///   alone
    Answer<Hits> issues(Path system, Wish wish) throws Fault, InterruptedException;

    /// The way to what is wanted, and what is known of it today.
    ///
    /// @return refused with [#NOTHING_TO_DO] if what is wanted runs already
    Answer<Outlook> plan(Wanted wanted) throws Fault, InterruptedException;

    /// Whether a production run of this plan could begin now. Every gate is asked, whatever the
    /// ones before it say; nothing is changed.
    Answer<Checked> check(Wanted wanted) throws Fault, InterruptedException;

    // Waivers

    /// How long somebody answers for something where no other time is said.
    Duration WAIVER_HOLDS = Duration.ofDays(10);

    /// Notes that the person behind this door answers for something that keeps a plan from
    /// production: a step done by hand, a known issue, a requirement. The same name again replaces
    /// what was noted.
    ///
    /// @param name as the closed gate names it; refused if no plan of the system can ask for it
    /// @param holds at most 90 days
    Answer<Waiver> waive(Path system, String name, String why, Duration holds)
            throws Fault, InterruptedException;

    /// Those that hold now.
    Answer<List<Waiver>> waivers(Path system) throws Fault, InterruptedException;

    /// Takes a waiver back; one that is not there is fine.
    ///
    /// @return those that still hold
    Answer<List<Waiver>> withdraw(Path system, String name) throws Fault, InterruptedException;

    // Runs

    /// Starts a run that takes a backup of production and restores it for trial.
    Answer<Run> backup(Path system) throws Fault, InterruptedException;

    /// Newest first.
    List<Backup> backups(SystemName system) throws Fault, InterruptedException;

    /// What restoring `backup` over production would lose.
    Answer<Loss> lossOfRestore(Path system, String backup) throws Fault, InterruptedException;

    /// Starts a run that puts `backup` in the place of production.
    ///
    /// @return refused with [Loss#NOT_ACCEPTED], saying what would be lost, without consent
    Answer<Run> restore(Path system, String backup, Consent consent)
            throws Fault, InterruptedException;

    /// Starts a run of the whole plan on a copy.
    ///
    /// @param backup to make the copy from; empty for a fresh one
    Answer<Run> rehearse(Wanted wanted, String backup, Keep keep)
            throws Fault, InterruptedException;

    /// From a fresh backup.
    default Answer<Run> rehearse(Wanted wanted, Keep keep) throws Fault, InterruptedException {
        return rehearse(wanted, "", keep);
    }

    /// Starts a run of the plan on production.
    ///
    /// @return refused when a gate is closed, when no rehearsal of exactly this plan has passed
    ///   within the policy's time, or when the saved plan is not what would be planned today
    Answer<Run> upgrade(Wanted wanted) throws Fault, InterruptedException;

    /// What going back from an upgrade to the kept old side would lose, counted now.
    Answer<Loss> lossOfRollback(RunId upgrade) throws Fault, InterruptedException;

    /// Starts a run that goes back from an upgrade to the kept old side.
    ///
    /// @return refused with [Loss#NOT_ACCEPTED], saying what would be lost, without consent
    Answer<Run> rollback(RunId upgrade, Consent consent) throws Fault, InterruptedException;

    // While it runs

    Answer<Run> run(RunId run) throws Fault, InterruptedException;

    /// Why this Belay cannot read what a run has on record, which another version wrote; empty if
    /// it can. Whatever is asked about such a run by its id is refused with this.
    Optional<Problem> unread(Run run);

    /// How a run stands now: for clients, in whose hand, and whether it needs a person.
    Answer<Standing> standing(RunId run) throws Fault, InterruptedException;

    /// What may stop production if nobody sees to it, one sentence each: replication slots of runs
    /// that did not end, which keep more than half of the log there is room for.
    List<String> alarms() throws Fault, InterruptedException;

    /// Newest first.
    ///
    /// @param limit at most 1,000
    List<Run> runs(int limit) throws Fault, InterruptedException;

    /// Newest first.
    List<Run> runs(SystemName system, int limit) throws Fault, InterruptedException;

    /// Follows a run: waits until there is something newer than `after`, or `patience` has passed.
    ///
    /// @param after number of the last event seen; 0 for all
    /// @return in order, at most 1,000; empty if nothing came
    List<Event> events(RunId run, long after, Duration patience) throws Fault, InterruptedException;

    /// How long the steps of a run may take, by what they took before.
    Estimate estimate(Run run) throws Fault, InterruptedException;

    /// Ends a run before its point of no return; what it did is taken back.
    Answer<Run> cancel(RunId run) throws Fault, InterruptedException;

    /// Halts a run before its next step, but never while writers are kept out.
    Answer<Run> halt(RunId run) throws Fault, InterruptedException;

    /// Goes on with a run that was halted, failed, or lost its process. A run that only waits for a
    /// worker gets this process.
    Answer<Run> resume(RunId run) throws Fault, InterruptedException;

    /// Notes that the person behind this door answers for the differences that a run has found and
    /// stands still at; resumed, it goes on.
    ///
    /// @return refused if the run does not stand still at a proof that differs
    Answer<Waiver> accept(RunId run, String why) throws Fault, InterruptedException;

    /// Ends a halted or failed run as it is, so that its system is free.
    Answer<Run> abandon(RunId run) throws Fault, InterruptedException;

    // Afterwards, and by the way

    /// Everything that a run leaves behind.
    Answer<Evidence> evidence(RunId run) throws Fault, InterruptedException;

    /// What runs have made and not removed, and why it stays or may go.
    List<Leftover> leftovers() throws Fault, InterruptedException;

    /// Removes those leftovers that may go.
    ///
    /// @return what became of each
    List<Cleaned> clean() throws Fault, InterruptedException;

    /// Whether this machine has what Belay needs.
    List<Finding> doctor() throws InterruptedException;

    /// Writes the beginning of a pack into a new folder named after its product.
    ///
    /// @param in the folder that it is made in
    /// @return where it is; refused if there is something of that name
    Answer<Path> newPack(Path in, String product, String scheme) throws Fault;

    /// Whether a pack can be used.
    ///
    /// @param pack its directory
    Answer<PackSummary> validatePack(Path pack);

    /// Whether the operator has accepted a loss that was told.
    enum Consent {
        NOT_GIVEN,
        GIVEN
    }

    /// What becomes of a rehearsal's copy.
    enum Keep {
        NOTHING,
        /// It stays for a person to look at.
        COPY
    }
}
