package belay.api;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.Packs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where packs lie.
///
/// @param folders each a pack, or a folder of packs; the first that has a product's pack counts
public record Shelf(List<Path> folders) {

    private static final int MOST_PACKS = 1_000;

    public Shelf {
        folders = List.copyOf(folders);
    }

    /// The pack of a product; looked for in a folder of that name first.
    Answer<Pack> pack(String product) {
        var refusals = new ArrayList<Problem>();
        var candidates =
                Stream.concat(
                                candidates().filter(path -> path.endsWith(product)),
                                candidates().filter(path -> !path.endsWith(product)))
                        .toList();
        for (var directory : candidates) {
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

    private Stream<Path> candidates() {
        return folders.stream().flatMap(Shelf::inside);
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
