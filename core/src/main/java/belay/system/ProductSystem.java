package belay.system;

import belay.release.Check;
import belay.release.Fact;
import belay.release.ReleaseId;
import belay.release.Serving;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the operator runs, as `system.yaml` describes it. Paths are absolute; secrets are named,
/// never held.
///
/// @param name names its runs, backups and locks
/// @param product the pack's product
/// @param release what the operator says it runs; none or one, detection must agree
/// @param about fact → value, several parted by commas, for the conditions and requirements of
///   packs
/// @param homes none for a product without files of its own, else one
/// @param nodes in the order they start
/// @param secrets name → file that holds it, read at the moment of use
/// @param runtimes name → version → directory, e.g. `java` → `21` → `/usr/lib/jvm/…`
/// @param packages release → file or directory, for packages only the operator can get
/// @param facts the operator's key functions, asked besides the pack's
/// @param caches RE2 patterns of `schema.table`, besides the pack's
public record ProductSystem(
        SystemName name,
        String product,
        List<ReleaseId> release,
        Map<String, String> about,
        DatabaseSettings database,
        List<Home> homes,
        List<Node> nodes,
        Map<String, String> secrets,
        Map<String, Map<String, String>> runtimes,
        Map<ReleaseId, String> packages,
        List<Fact> facts,
        List<Check> checks,
        List<String> caches,
        Policy policy) {

    public ProductSystem {
        release = List.copyOf(release);
        about = Map.copyOf(about);
        homes = List.copyOf(homes);
        nodes = List.copyOf(nodes);
        secrets = Map.copyOf(secrets);
        runtimes = Map.copyOf(runtimes);
        packages = Map.copyOf(packages);
        facts = List.copyOf(facts);
        checks = List.copyOf(checks);
        caches = List.copyOf(caches);
    }

    /// The same system, copied by `route`.
    public ProductSystem by(Route route) {
        return new ProductSystem(
                name,
                product,
                release,
                about,
                database.by(route),
                homes,
                nodes,
                secrets,
                runtimes,
                packages,
                facts,
                checks,
                caches,
                policy);
    }

    public Optional<Home> home() {
        return homes.stream().findFirst();
    }

    /// The database of production.
    ///
    /// @param kind `postgresql`
    /// @param admin Belay's own login role; not one the product uses
    /// @param adminPasswordFile empty where the server asks for none
    /// @param user the login role of the product, fenced at promotion
    /// @param route how a copy is made; in a plan the one that was chosen, unless none is possible
    /// @param promote how clients are led to the new side
    /// @param directory where copies of the data are put; empty for `$BELAY_HOME/servers`
    /// @param port of the new side after a physical promotion; 0 for any free one
    public record DatabaseSettings(
            String kind,
            String host,
            int port,
            String name,
            String admin,
            String adminPasswordFile,
            String user,
            String userPasswordFile,
            Route route,
            Promotion promote,
            String directory,
            int promotedPort) {

        /// `host:port`, as clients call it.
        public String address() {
            return host + ":" + port;
        }

        DatabaseSettings by(Route chosen) {
            return new DatabaseSettings(
                    kind,
                    host,
                    port,
                    name,
                    admin,
                    adminPasswordFile,
                    user,
                    userPasswordFile,
                    chosen,
                    promote,
                    directory,
                    promotedPort);
        }
    }

    public enum Route {
        /// The fastest that this server allows.
        AUTO,
        PHYSICAL,
        TEMPLATE,
        LOGICAL
    }

    /// How clients find the new side: the address in configuration files of their own, or nothing
    /// at all.
    ///
    /// @param configurations files in which the address is rewritten
    /// @param hook commands run at the switch (a proxy's reload, DNS); empty for none
    public record Promotion(List<Configuration> configurations, List<belay.release.Command> hook) {

        public Promotion {
            configurations = List.copyOf(configurations);
            hook = List.copyOf(hook);
        }
    }

    /// A file outside the homes that names the database.
    ///
    /// @param file absolute
    /// @param set key → value with placeholders `{database.host}`, `{database.port}`,
    ///   `{database.name}`
    public record Configuration(
            String file, belay.release.Files.Format format, Map<String, String> set) {

        public Configuration {
            set = Map.copyOf(set);
        }
    }

    /// Where the product's files lie.
    ///
    /// @param path the directory of the running release, or a symbolic link to it
    public record Home(String path) {}

    /// A machine's share of the system.
    ///
    /// @param name names its processes
    /// @param host `local` for this machine
    /// @param ports name → number in production; a rehearsal gets free ones
    /// @param serving the operator's own way to start, stop and ask; none or one, overrides the
    ///   pack's
    /// @param release what the operator says runs there; none or one
    /// @param about facts of its own, which go before the system's
    /// @param environmentFile variables that its processes get in production and in trials; empty
    ///   for none
    public record Node(
            String name,
            String host,
            Map<String, Integer> ports,
            List<Serving> serving,
            List<ReleaseId> release,
            Map<String, String> about,
            String environmentFile) {

        public Node(String name, String host, Map<String, Integer> ports, List<Serving> serving) {
            this(name, host, ports, serving, List.of(), Map.of(), "");
        }

        public Node {
            ports = Map.copyOf(ports);
            serving = List.copyOf(serving);
            release = List.copyOf(release);
            about = Map.copyOf(about);
        }
    }

    /// Limits that the operator sets.
    ///
    /// @param pauseLimit after this long without writers the promotion takes itself back
    /// @param keepOldFor how long the old side, and the backup from before, are kept after
    ///   promotion
    /// @param window the time that there is for a production run; none or one
    /// @param keepBackups which backups `clean` leaves
    /// @param factsBeforeOpening whether facts are asked of the trial while clients are kept out,
    ///   and not only after the opening
    public record Policy(
            Duration pauseLimit,
            Duration rehearsalHolds,
            Duration keepOldFor,
            List<Duration> window,
            Retention keepBackups,
            boolean factsBeforeOpening) {

        public static final Policy DEFAULT =
                new Policy(
                        Duration.ofSeconds(60),
                        Duration.ofDays(2),
                        Duration.ofDays(7),
                        List.of(),
                        Retention.DEFAULT,
                        false);

        public Policy {
            window = List.copyOf(window);
        }
    }

    /// Of how many days, weeks and months that have backups the newest one is kept.
    public record Retention(int daily, int weekly, int monthly) {

        public static final Retention DEFAULT = new Retention(7, 4, 3);
    }
}
