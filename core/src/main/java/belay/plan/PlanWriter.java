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

    /// Begins the name of what installs a hotfix.
    static final String HOTFIX = "hotfix ";

    private static final Files NO_FILES = new Files(List.of(), List.of(), List.of());

    private final Pack pack;
    private final ProductSystem system;
    private final Travel travel;
    private final Release from;
    private final Map<ReleaseId, String> ownPackages = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// @param travel with a way
    PlanWriter(Pack pack, ProductSystem system, Travel travel) {
        this.pack = pack;
        this.system = system;
        this.travel = travel;
        this.from = travel.from().getFirst();
    }

    /// The plan along the way, or what is missing for it.
    Proposal write(Wish wish, List<String> remarks) {
        warnings.addAll(remarks);
        readOwnPackages();
        var way = travel.way();
        var reply = travel.reply();
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < way.size(); i++) {
            hops.add(hop(i == 0 ? from : way.get(i - 1), way.get(i), reply.hops().get(i)));
        }
        var plan = plan(way.getLast(), hops, terms(wish));
        problems.addAll(Needs.missing(plan));
        return problems.isEmpty()
                ? new Proposal.Planned(plan, reply)
                : new Proposal.Refused(problems);
    }

    private Terms terms(Wish wish) {
        var reply = travel.reply();
        return new Terms(
                reply.rulebook(),
                travel.down(),
                reply.issues().stream()
                        .filter(Reply.Hit::accepted)
                        .map(Reply.Hit::id)
                        .distinct()
                        .sorted()
                        .toList(),
                wish.hotfixes().stream().map(PlanWriter::hotfix).toList(),
                reply.issues(),
                reply.requirements(),
                reply.run(),
                reply.reasons(),
                reply.estimates(),
                wish.window().isEmpty() ? system.policy().window() : wish.window());
    }

    private static Task hotfix(String hotfix) {
        return new Task(HOTFIX + hotfix, "install the hotfix " + hotfix, "asked for", List.of());
    }

    private Plan plan(Release to, List<Hop> hops, Terms terms) {
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
                caches(),
                warnings,
                terms);
    }

    private List<Fact> facts(Release release) {
        return Stream.concat(
                        Ranged.all(pack.facts(), release.version()).stream(),
                        system.facts().stream())
                .toList();
    }

    private Hop hop(Release left, Release here, Reply.Step step) {
        var served = Ranged.first(pack.served(), here.version());
        var recipes = recipes(left, here);
        if (here.state() == Release.State.PREVIEW) {
            warnings.add(here.id() + " is a preview.");
        }
        step.warnings().forEach(warning -> warnings.add(here.id() + ": " + warning));
        return new Hop(
                here.id(),
                step.because(),
                step.kind(),
                step.packageBecause(),
                step.before(),
                step.after(),
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
                        Stream.concat(
                                        Stream.of(step.oneWay()),
                                        recipes.stream().map(Recipe::oneWay))
                                .filter(text -> !text.isEmpty())
                                .toList()));
    }

    /// What is done when releases are passed comes in their order, then what is done on arrival.
    private List<Recipe> recipes(Release left, Release here) {
        record At(int position, Recipe recipe) {}
        var reached = reached(left, here);
        var found = new ArrayList<At>();
        for (var recipe : pack.recipes()) {
            if (recipe.down() != travel.down() || !recipe.from().holds(left.version())) {
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

    /// All that the hop passes or reaches, in the order of the journey.
    private List<Release> reached(Release left, Release here) {
        var all = travel.down() ? pack.releases().reversed() : pack.releases();
        return all.stream()
                .filter(r -> travel.down() ? Ways.before(r, left) : Ways.before(left, r))
                .filter(r -> travel.down() ? !Ways.before(r, here) : !Ways.before(here, r))
                .filter(r -> r.version().against(here.version()) != Order.APART)
                .toList();
    }

    /// The pack's and the operator's own.
    private List<String> caches() {
        return Stream.concat(pack.caches().stream(), system.caches().stream()).distinct().toList();
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
                            packs.map(Package::strip).orElse(pack.strip())));
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
        if (packs.get().source() instanceof Package.Source.Made) {
            warnings.add(
                    "The package of "
                            + release.id()
                            + " is made by a command: nothing checks what it makes.");
        } else if (!packs.get().summed()) {
            warnings.add(
                    "The package of "
                            + release.id()
                            + " has no checksum in the pack: it cannot be checked.");
        }
        return packs;
    }
}
