package belay.release;

import java.util.List;

/// What a pack knows besides releases and rules: the facts that make a path a travel plan.
///
/// @param aliases other names under which the product is asked for
/// @param rulebooks the first is used where none is named
/// @param open whether any version of the scheme is a release, named or not
/// @param track where targets are looked for when none is named; empty for all
/// @param kinds of packages, the first that fits a hop counts
/// @param support until when the vendor cares for releases
/// @param edges hops that are named one by one; empty where rules say it all
/// @param blocked hops that were named and taken back, kept to say why they are not open
/// @param unread rows of a vendor's list that name no release, so that nobody takes them for none
/// @param origin where all of it is from, unless a fact names its own; gives no reason
public record Known(
        List<String> aliases,
        List<Rulebook> rulebooks,
        boolean open,
        String track,
        List<Kind> kinds,
        List<Feature> features,
        List<Requirement> requirements,
        List<Factor> factors,
        List<Support> support,
        List<Edge> edges,
        List<Blocked> blocked,
        List<Unread> unread,
        Grounds origin) {

    public static final Known NOTHING =
            new Known(
                    List.of(),
                    List.of(),
                    false,
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new Grounds("", "", ""));

    public Known {
        aliases = List.copyOf(aliases);
        rulebooks = List.copyOf(rulebooks);
        kinds = List.copyOf(kinds);
        features = List.copyOf(features);
        requirements = List.copyOf(requirements);
        factors = List.copyOf(factors);
        support = List.copyOf(support);
        edges = List.copyOf(edges);
        blocked = List.copyOf(blocked);
        unread = List.copyOf(unread);
    }

    /// Whether hops are named one by one: then there are no others, even where all are blocked.
    public boolean graph() {
        return !edges.isEmpty() || !blocked.isEmpty();
    }

    /// The rules of one time or document.
    public record Rulebook(String name, String title, String source, String date) {}

    /// Which kind of package a hop takes.
    ///
    /// @param kind `full`, `cumulative`, `hotfix`, `check-only`, `script`, `configuration`
    /// @param from the base line: serves only hops that begin here
    public record Kind(String kind, Range to, Range from, Grounds grounds) {}

    /// Something that people need, and the releases that have it.
    public record Feature(String name, Range in, Grounds grounds) {}

    /// Something that must be there for a release.
    ///
    /// @param name the fact of the system that tells, e.g. `dotnet`
    /// @param version that is needed; empty when it only must be there
    /// @param newerServes whether a later major does as well
    /// @param reboot whether its installation restarts the machine
    /// @param when all must be so for a system to need it
    public record Requirement(
            String name,
            Range releases,
            String version,
            boolean newerServes,
            boolean reboot,
            String install,
            List<Condition> when,
            Grounds grounds) {

        public Requirement {
            when = List.copyOf(when);
        }
    }

    /// Until when the vendor cares for some releases.
    ///
    /// @param phase what ends that day, in words
    /// @param until the last day, `2026-11-12`
    public record Support(String phase, Range releases, String until, Grounds grounds) {}

    /// A part of how long it takes: `minutes × ⌈times ÷ over⌉`, once, or for each hop.
    ///
    /// @param releases counts only for hops to these
    /// @param minutes low, likely and high; a number or a fact's name each
    /// @param times a number or a fact's name
    /// @param over a number or a fact's name
    public record Factor(
            String name,
            Range releases,
            boolean eachHop,
            boolean down,
            List<String> minutes,
            String times,
            String over,
            Grounds grounds) {

        public Factor {
            minutes = List.copyOf(minutes);
        }
    }

    /// A hop between two releases, open unless one of its risks is not accepted.
    public record Edge(Version from, Version to, List<Risk> risks) {

        public Edge {
            risks = List.copyOf(risks);
        }
    }

    /// A hop that was taken back, and by what.
    public record Blocked(Version from, Version to, Grounds grounds) {}

    /// A known issue of which it cannot be said whom it affects.
    ///
    /// @param affected as its vendor writes it
    /// @param why it cannot be read
    public record Unread(String id, String affected, String why, String source) {}

    /// Why an edge is open only to those who accept it.
    public record Risk(String name, String message, String url) {}
}
