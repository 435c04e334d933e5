package belay.api;

import belay.plan.Catalogue;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Overlay;
import belay.release.Pack;
import belay.release.Packs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Where packs lie.
///
/// @param folders each a pack, or a folder of packs; the first that has a product's pack counts
public record Shelf(List<Path> folders) {

    private static final int MOST_PACKS = 1_000;

    public Shelf {
        folders = List.copyOf(folders);
    }

    /// The pack of a product, with what is laid over it; looked for in a folder of that name first.
    Answer<Pack> pack(String product) {
        return plain(product).then(pack -> Overlay.over(pack, folders));
    }

    /// All packs that have a name, as a product or as an alias; those that are broken are passed.
    ///
    /// @param but a folder that is not looked at
    List<Pack> named(String product, Path but) {
        return candidates()
                .filter(directory -> !same(directory, but))
                .flatMap(directory ->
                        Packs.read(directory) instanceof Answer.Given<Pack>(var pack)
                                ? Stream.of(pack)
                                : Stream.empty())
                .filter(pack -> isOf(pack, product))
                .toList();
    }

    private static boolean same(Path directory, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(directory, other);
        } catch (IOException apart) {
            return false;
        }
    }

    private Answer<Pack> read(Path directory) {
        return Packs.read(directory).then(pack -> Overlay.over(pack, folders));
    }

    /// The pack of a product as it is by itself.
    Answer<Pack> plain(String product) {
        var refusals = new ArrayList<Problem>();
        for (var directory : candidates(product)) {
            switch (Packs.read(directory)) {
                case Answer.Given<Pack>(var pack) when pack.product().equals(product) -> {
                    return Answer.of(pack);
                }
                case Answer.Given<Pack> _ -> {}
                case Answer.Refused<Pack>(var problems) -> {
                    if (directory.endsWith(product)) {
                        refusals.addAll(problems);
                    }
                }
            }
        }
        return refusals.isEmpty() ? unknown(product) : new Answer.Refused<>(refusals);
    }

    /// The packs that can be read, for a search among all of them: a broken one hinders nobody.
    List<Pack> packs() {
        return candidates()
                .flatMap(directory ->
                        Packs.read(directory) instanceof Answer.Given<Pack>(var pack)
                                ? Stream.of(pack)
                                : Stream.of())
                .toList();
    }

    /// All packs that can be read, and what is wrong with the others; where two are of one product,
    /// the first counts.
    Catalogue catalogue() {
        var packs = new ArrayList<Pack>();
        var problems = new ArrayList<Problem>();
        for (var directory : candidates().toList()) {
            switch (read(directory)) {
                case Answer.Given<Pack>(var pack) -> packs.add(pack);
                case Answer.Refused<Pack>(var wrong) -> problems.addAll(wrong);
            }
        }
        return Catalogue.of(packs.reversed(), problems);
    }

    /// The one pack of a product, by its name or an alias. Where a folder has that name, no other
    /// is read.
    ///
    /// @return refused if there is none, or if the pack that has that name is broken
    Answer<Catalogue> catalogue(String product) {
        var asked = product.toLowerCase(Locale.ROOT);
        var passed = new ArrayList<Pack>();
        var broken = new ArrayList<Problem>();
        for (var directory : candidates(asked)) {
            switch (read(directory)) {
                case Answer.Given<Pack>(var pack) when isOf(pack, asked) -> {
                    return Answer.of(Catalogue.of(List.of(pack)));
                }
                case Answer.Given<Pack>(var pack) -> passed.add(pack);
                case Answer.Refused<Pack>(var problems) when directory.endsWith(asked) -> {
                    return new Answer.Refused<>(problems);
                }
                case Answer.Refused<Pack>(var problems) -> broken.addAll(problems);
            }
        }
        return Catalogue.of(passed, broken)
                .pack(product)
                .then(pack -> Answer.of(Catalogue.of(List.of(pack))));
    }

    private static boolean isOf(Pack pack, String asked) {
        return pack.product().equals(asked) || pack.known().aliases().contains(asked);
    }

    private Answer<Pack> unknown(String product) {
        return Answer.refused(
                Problem.of("PACK:UNKNOWN_PRODUCT", "there is no pack for this product")
                        .value(product)
                        .expected(
                                "a folder with a "
                                        + Packs.FILE
                                        + " in "
                                        + String.join(
                                                ", ",
                                                folders.stream().map(Path::toString).toList()))
                        .advice("Put the pack there, or name its folder in BELAY_PACKS"));
    }

    private List<Path> candidates(String product) {
        return Stream.concat(
                        candidates().filter(path -> path.endsWith(product)),
                        candidates().filter(path -> !path.endsWith(product)))
                .toList();
    }

    /// A folder that is named twice is looked at once.
    private Stream<Path> candidates() {
        return folders.stream().flatMap(Shelf::inside).map(Path::normalize).distinct();
    }

    private static Stream<Path> inside(Path folder) {
        if (Files.exists(folder.resolve(Packs.FILE))) {
            return Stream.of(folder);
        }
        try (var entries = Files.list(folder)) {
            return entries
                    .filter(entry -> Files.exists(entry.resolve(Packs.FILE)))
                    .sorted()
                    .limit(MOST_PACKS)
                    .toList()
                    .stream();
        } catch (IOException absent) {
            return Stream.empty();
        }
    }
}
