package belay.step;

import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Detection;
import belay.release.Identity;
import belay.release.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Asks a database and a home which release they are of. `belay detect`, the checks before a run
/// and the steps of a run all ask here, so that they cannot disagree.
public final class ReleaseSigns {

    private final Databases databases;
    private final Host host;

    public ReleaseSigns(Databases databases, Host host) {
        this.databases = databases;
        this.host = host;
    }

    /// What one rule gave.
    ///
    /// @param where e.g. `database wiki`
    public record Sign(Identity rule, String where, Answer<Version> answer) {

        Stream<Version> version() {
            return switch (answer) {
                case Answer.Given<Version>(var version) -> Stream.of(version);
                case Answer.Refused<Version> _ -> Stream.empty();
            };
        }

        Stream<Problem> problems() {
            return switch (answer) {
                case Answer.Given<Version> _ -> Stream.empty();
                case Answer.Refused<Version>(var problems) -> problems.stream();
            };
        }
    }

    /// One sign for each rule.
    ///
    /// @param home empty for a product without files of its own
    /// @throws Fault.Transient if a server does not answer; one that does not know is an answer
    public List<Sign> of(List<Identity> rules, Endpoint database, String home) throws Fault {
        var signs = new java.util.ArrayList<Sign>();
        for (var rule : rules) {
            signs.add(
                    switch (rule.by()) {
                        case Detection.Database(var query, _) ->
                                new Sign(
                                        rule,
                                        "database " + database.database(),
                                        asked(rule, database, query));
                        case Detection.HomeFile sign ->
                                new Sign(
                                        rule,
                                        "file " + sign.file(),
                                        written(rule, home, sign.file()));
                    });
        }
        return signs;
    }

    /// What the file that a rule names says in this home.
    public Answer<Version> inHome(Identity rule, Detection.HomeFile sign, Path home) {
        return written(rule, home.toString(), sign.file());
    }

    /// A program that keeps no home has no file to look into, so such a rule says nothing.
    public static boolean tell(Identity rule, boolean withHome) {
        return rule.ofDatabase() || withHome;
    }

    private Answer<Version> asked(Identity rule, Endpoint database, String query) throws Fault {
        try {
            return rule.version(databases.ask(database, query).lines().findFirst().orElse(""));
        } catch (Fault.Permanent refused) {
            return Answer.refused(refused.problem());
        }
    }

    private Answer<Version> written(Identity rule, String home, String file) {
        if (home.isEmpty()) {
            return Answer.refused(
                    Problem.of("DETECT:NO_HOME", "the system has no home to look into")
                            .advice("Name it in system.yaml under home, if there is one"));
        }
        try {
            return rule.version(host.read(Path.of(home).resolve(file)));
        } catch (Fault unreadable) {
            return Answer.refused(unreadable.problem());
        }
    }
}
