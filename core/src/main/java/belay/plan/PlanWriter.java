package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Fact;
import belay.release.Files;
import belay.release.Pack;
import belay.release.Package;
import belay.release.Ranged;
import belay.release.Recipe;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Served;
import belay.release.Version.Order;
import belay.system.ProductSystem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Writes everything into a plan that carrying it out needs, and refuses what would be missing on
/// the way.
final class PlanWriter {

    private static final Files NO_FILES = new Files(List.of(), List.of(), List.of());

    private final Pack pack;
    private final ProductSystem system;
    private final Release from;
    private final Map<ReleaseId, String> ownPackages = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    PlanWriter(Pack pack, ProductSystem system, Release from) {
        this.pack = pack;
        this.system = system;
        this.from = from;
    }

    /// The plan along `way`, or what is missing for it.
    ///
    /// @param reasons one for each release of `way`
    Proposal write(List<Release> way, List<Hop.Because> reasons, List<String> remarks) {
        warnings.addAll(remarks);
        readOwnPackages();
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < way.size(); i++) {
            hops.add(hop(i == 0 ? from : way.get(i - 1), way.get(i), reasons.get(i)));
        }
        var plan = plan(way.getLast(), hops);
        problems.addAll(Needs.missing(plan));
        return problems.isEmpty() ? new Proposal.Planned(plan) : new Proposal.Refused(problems);
    }

    private Plan plan(Release to, List<Hop> hops) {
        var current = Ranged.first(pack.served(), from.version());
        var facts = facts(from);
        var checks =
                Stream.concat(
                                Ranged.all(pack.checks(), to.version()).stream(),
                                system.checks().stream())
                        .toList();
        if (facts.isEmpty()
                && checks.isEmpty()
                && hops.stream().allMatch(hop -> hop.checks().isEmpty())) {
            warnings.add(
                    "Neither the pack nor system.yaml asks anything of the product: nothing would show that it works.");
        }
        return new Plan(
                system,
                pack.hash(),
                from.id(),
                to.id(),
                hops,
                current.map(Served::serving).stream().toList(),
                Ranged.first(pack.files(), from.version()).orElse(NO_FILES),
                current.map(Served::runtimes).orElse(Map.of()),
                Ranged.all(pack.afterCopy(), from.version()),
                Ranged.all(pack.neutralise(), from.version()),
                pack.identity(),
                facts,
                checks,
                pack.volatileTables(),
                warnings);
    }

    private List<Fact> facts(Release release) {
        return Stream.concat(
                        Ranged.all(pack.facts(), release.version()).stream(),
                        system.facts().stream())
                .toList();
    }

    private Hop hop(Release left, Release here, Hop.Because because) {
        var served = Ranged.first(pack.served(), here.version());
        var recipes = recipes(left, here);
        warn(here);
        return new Hop(
                here.id(),
                because,
                packages(here).stream().toList(),
                served.map(Served::runtimes).orElse(Map.of()),
                recipes.stream().flatMap(recipe -> recipe.actions().stream()).toList(),
                served.map(Served::serving).stream().toList(),
                Ranged.first(pack.files(), here.version()).orElse(NO_FILES),
                recipes.stream().flatMap(recipe -> recipe.changes().stream()).toList(),
                facts(here),
                recipes.stream()
                        .flatMap(recipe -> Ranged.all(recipe.checks(), here.version()).stream())
                        .toList(),
                String.join(
                        "; ",
                        recipes.stream()
                                .map(Recipe::oneWay)
                                .filter(text -> !text.isEmpty())
                                .toList()));
    }

    /// What is done when releases are passed comes in their order, then what is done on arrival.
    private List<Recipe> recipes(Release left, Release here) {
        record At(int position, Recipe recipe) {}
        var reached =
                pack.releases().stream()
                        .filter(r -> Ways.before(left, r) && !Ways.before(here, r))
                        .filter(r -> r.version().against(here.version()) != Order.APART)
                        .toList();
        var found = new ArrayList<At>();
        for (var recipe : pack.recipes()) {
            if (!recipe.from().holds(left.version())) {
                continue;
            }
            var candidates = recipe.passing() ? reached : List.of(here);
            candidates.stream()
                    .filter(release -> recipe.releases().holds(release.version()))
                    .findFirst()
                    .ifPresent(release ->
                            found.add(
                                    new At(
                                            recipe.passing()
                                                    ? reached.indexOf(release)
                                                    : reached.size(),
                                            recipe)));
        }
        return found.stream()
                .sorted(Comparator.comparingInt(At::position))
                .map(At::recipe)
                .toList();
    }

    private void warn(Release release) {
        if (release.state() == Release.State.PREVIEW) {
            warnings.add(release.id() + " is a preview.");
        }
        pack.issues().stream()
                .filter(issue -> issue.affects().holds(release.version()))
                .filter(issue -> issue.from().isEmpty())
                .map(issue ->
                        release.id()
                                + " has the known issue "
                                + issue.id()
                                + ": "
                                + issue.grounds().because()
                                + issue.fixed().stream()
                                        .map(fixed -> " (mended in " + fixed + ")")
                                        .findFirst()
                                        .orElse(""))
                .forEach(warnings::add);
    }

    // Packages

    private void readOwnPackages() {
        var written = system.packages().keySet().stream().map(ReleaseId::text).sorted().toList();
        for (var text : written) {
            switch (pack.release(text)) {
                case Answer.Given<Release>(var release) ->
                        ownPackages.put(
                                release.id(),
                                system.packages().getOrDefault(new ReleaseId(text), ""));
                case Answer.Refused<Release>(var wrong) -> problems.addAll(wrong);
            }
        }
    }

    /// None for a system without a home, and for a product whose releases bring no files.
    private Optional<Package> packages(Release release) {
        boolean filesAtAll =
                pack.releases().stream().anyMatch(any -> !any.packages().isEmpty())
                        || !ownPackages.isEmpty();
        if (system.homes().isEmpty() || !filesAtAll) {
            return Optional.empty();
        }
        var own = ownPackages.get(release.id());
        var packs = release.packages().stream().findFirst();
        if (own != null) {
            return Optional.of(
                    new Package(
                            new Package.Source.Local(own),
                            packs.map(Package::sha256).orElse(""),
                            packs.map(Package::strip).orElse(0)));
        }
        if (packs.isEmpty() || packs.get().source() instanceof Package.Source.Operator) {
            problems.add(
                    Problem.of(
                                    "PACKAGE:MISSING",
                                    "the package of " + release.id() + " is not known")
                            .advice(
                                    "get it from the vendor and name the file in system.yaml:"
                                            + " packages: {\""
                                            + release.id()
                                            + "\": FILE}"));
            return Optional.empty();
        }
        if (packs.get().sha256().isEmpty()) {
            warnings.add(
                    "The package of "
                            + release.id()
                            + " has no checksum in the pack: it cannot be checked.");
        }
        return packs;
    }
}
