package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Everything that belongs to one started command: its session, whoever carries its mark in the
/// environment, and the descendants of both.
///
/// The session alone is not enough (PostgreSQL's backends open one each), nor is the mark (they
/// overwrite it). Numbers are never trusted without the time of start.
///
/// @param leader the first process; its number is that of the session
record Group(Being leader, Mark mark) {

    /// What Belay writes into the environment of what it starts, so that it is found again.
    record Mark(String variable, String value) {

        boolean on(Being being) {
            return being.environment(variable).filter(value::equals).isPresent();
        }
    }

    /// Stands in where the first process is not known any more.
    static final Being NOBODY = new Being(0, 0, 0, 0);

    private static final Duration UNTIL_KILLED = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 20;

    Set<Being> members() throws Fault {
        try {
            return members(Being.all());
        } catch (IOException failed) {
            throw Faults.of("list the processes", Path.of("/proc"), failed);
        }
    }

    private Set<Being> members(List<Being> all) {
        boolean sessionIsOurs = leader.lives();
        Set<Being> members =
                all.stream()
                        .filter(one ->
                                one.equals(leader)
                                        || (sessionIsOurs && one.session() == leader.pid())
                                        || mark.on(one))
                        .collect(Collectors.toCollection(HashSet::new));
        while (members.addAll(childrenOf(members, all))) {
            // Grandchildren follow.
        }
        members.removeIf(one -> one.pid() == ProcessHandle.current().pid());
        return members;
    }

    private static Set<Being> childrenOf(Set<Being> parents, List<Being> all) {
        Set<Long> numbers = parents.stream().map(Being::pid).collect(Collectors.toSet());
        return all.stream()
                .filter(one -> numbers.contains(one.parent()))
                .collect(Collectors.toSet());
    }

    /// SIGTERM to all, after `within` SIGKILL, until nobody is left; whoever was once seen in the
    /// group stays in it, even when its parent has gone.
    void end(Duration within) throws Fault, InterruptedException {
        Set<Being> seen = members();
        Set<Being> asked = new HashSet<>();
        long began = System.nanoTime();
        while (!seen.isEmpty()) {
            var passed = Duration.ofNanos(System.nanoTime() - began);
            boolean patient = passed.compareTo(within) < 0;
            for (Being one : seen) {
                if (!patient) {
                    signal(one, true);
                } else if (asked.add(one)) {
                    signal(one, false);
                }
            }
            if (passed.compareTo(within.plus(UNTIL_KILLED)) > 0) {
                throw Faults.passing(
                        "STILL_RUNNING",
                        "processes do not end, even killed: "
                                + seen.stream().map(Being::pid).sorted().toList(),
                        "see what they wait for, e.g. a disk that does not answer");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            seen.addAll(members());
            seen.removeIf(one -> !one.lives());
        }
    }

    private static void signal(Being being, boolean kill) {
        if (being.lives()) {
            ProcessHandle.of(being.pid())
                    .ifPresent(handle -> {
                        if (kill) {
                            handle.destroyForcibly();
                        } else {
                            handle.destroy();
                        }
                    });
        }
    }
}
