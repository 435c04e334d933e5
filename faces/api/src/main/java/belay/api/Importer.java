package belay.api;

import belay.document.GivenFile;
import belay.document.TextFile;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Condition;
import belay.release.ImportSheet;
import belay.release.ImportSheet.Kept;
import belay.release.ImportSheet.Kind;
import belay.release.Imports;
import belay.release.Issue;
import belay.release.Overlay;
import belay.release.Pack;
import belay.release.Packs;
import belay.release.VendorIssues;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Keeps what vendors publish as data as folders of text files, so that it lasts.
///
/// Everything is checked before the first byte is written: what is refused has changed nothing.
final class Importer {

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final int LONGEST_SOURCE = 1_000;

    private final Path home;
    private final Shelf shelf;

    /// @param home imports are kept in its folder `packs`
    Importer(Path home, Shelf shelf) {
        this.home = home;
        this.shelf = shelf;
    }

    private Path packs() {
        return home.resolve("packs");
    }

    /// @param contents in the order of the sheet's files
    private record Read(ImportSheet sheet, List<byte[]> contents, List<Imported.Row> rows) {}

    Answer<Imported> take(Import wanted) throws Fault {
        var wrong = new ArrayList<Problem>();
        if (!wanted.product().matches(NAME)) {
            wrong.add(
                    Problem.of("IMPORT:NAME", "this is no name for a product")
                            .value(wanted.product())
                            .expected(
                                    "lower-case letters, digits, '.', '_' and '-', at most 63,"
                                            + " beginning with a letter or digit"));
        }
        if (!wanted.date().isEmpty() && !wanted.date().matches(DAY)) {
            wrong.add(
                    Problem.of("IMPORT:DATE", "this is no day")
                            .value(wanted.date())
                            .expected("a day such as 2026-05-27"));
        }
        if (wanted.source().length() > LONGEST_SOURCE) {
            wrong.add(
                    Problem.of("IMPORT:SOURCE", "this source is too long")
                            .value(wanted.source().length() + " letters")
                            .expected("at most " + LONGEST_SOURCE + ", such as an address"));
        }
        if (!wrong.isEmpty()) {
            return new Answer.Refused<>(wrong);
        }
        return switch (read(wanted)) {
            case Answer.Refused<Read>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Read>(var read) -> keep(read);
        };
    }

    // What is handed in

    private Answer<Read> read(Import wanted) {
        return bytes(wanted.file())
                .then(file ->
                        wanted.blocked().isEmpty()
                                ? checked(wanted, file, List.of())
                                : bytes(wanted.blocked().getFirst())
                                        .then(blocked -> checked(wanted, file, List.of(blocked))));
    }

    private static Answer<byte[]> bytes(Path file) {
        try {
            return Answer.of(withoutMark(GivenFile.read(file, Imports.LARGEST)));
        } catch (IOException unreadable) {
            return Answer.refused(
                    Problem.of("IMPORT:NO_FILE", "this file cannot be read")
                            .value(file + ": " + TextFile.instead(file, unreadable))
                            .expected("a file that is there, and that you may read")
                            .advice("Name another file"));
        }
    }

    /// Programs on Windows put a mark of the byte order before UTF-8, which no reader of JSON
    /// takes.
    private static byte[] withoutMark(byte[] file) {
        boolean marked =
                file.length > 2
                        && file[0] == (byte) 0xef
                        && file[1] == (byte) 0xbb
                        && file[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(file, 3, file.length) : file;
    }

    private Answer<Read> checked(Import wanted, byte[] file, List<byte[]> blocked) {
        var shown = wanted.file().toString();
        return switch (wanted.kind()) {
            case CINCINNATI ->
                    Imports.cincinnati(
                                    wanted.product(),
                                    shown,
                                    file,
                                    wanted.blocked().stream()
                                            .map(Path::toString)
                                            .collect(Collectors.joining()),
                                    blocked.isEmpty() ? new byte[0] : blocked.getFirst())
                            .then(_ -> free(wanted.product()))
                            .then(_ -> Answer.of(sheet(wanted, file, blocked, List.of())));
            case STOPS ->
                    Imports.stops(wanted.product(), shown, file)
                            .then(_ -> free(wanted.product()))
                            .then(_ -> Answer.of(sheet(wanted, file, blocked, List.of())));
            case ISSUES ->
                    known(wanted.product())
                            .then(pack ->
                                    VendorIssues.read(pack.scheme(), shown, file)
                                            .then(rows ->
                                                    Answer.of(
                                                            sheet(
                                                                    wanted.of(pack.product()),
                                                                    file,
                                                                    blocked,
                                                                    rows(pack, rows)))));
        };
    }

    /// A name that another pack has would hide one of the two.
    private Answer<String> free(String product) {
        return shelf.named(product, packs().resolve(product)).stream()
                .findFirst()
                .map(pack ->
                        Answer.<String>refused(
                                Problem.of("IMPORT:NAME_TAKEN", "another pack has this name")
                                        .value(product)
                                        .expected(
                                                "a name of its own, such as " + product + "-graph")
                                        .place(pack.directory().resolve(Packs.FILE).toString())))
                .orElseGet(() -> Answer.of(product));
    }

    /// By its name or an alias. What lies over it already may be broken: it is to be replaced.
    private Answer<Pack> known(String product) {
        var plain = shelf.plain(product);
        return plain instanceof Answer.Given<Pack>
                ? plain
                : shelf.catalogue(product)
                        .then(catalogue -> catalogue.pack(product))
                        .then(pack -> shelf.plain(pack.product()));
    }

    private static List<Imported.Row> rows(Pack pack, List<VendorIssues.Row> rows) {
        var known = pack.issues().stream().map(Issue::id).collect(Collectors.toSet());
        return rows.stream()
                .map(row ->
                        new Imported.Row(
                                row.id(),
                                row.place(),
                                row.affected(),
                                row.resolved(),
                                row.issue().isEmpty()
                                        ? Imported.Outcome.NOT_PARSED
                                        : known.contains(row.id())
                                                ? Imported.Outcome.IN_THE_PACK
                                                : Imported.Outcome.IMPORTED,
                                row.issue().isEmpty() ? row.notParsed() : conditions(row)))
                .toList();
    }

    private static String conditions(VendorIssues.Row row) {
        return row.issue().stream()
                .flatMap(issue -> issue.when().stream())
                .map(Condition::words)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static Read sheet(
            Import wanted, byte[] file, List<byte[]> blocked, List<Imported.Row> rows) {
        var key = wanted.kind().name().toLowerCase(Locale.ROOT);
        var itself = itself(file);
        var contents = new ArrayList<byte[]>();
        var files = new ArrayList<Kept>();
        contents.add(file);
        files.add(
                new Kept(
                        key,
                        wanted.source().isEmpty()
                                ? said(itself, "source").orElse(name(wanted.file()))
                                : wanted.source(),
                        ImportSheet.sha256(file)));
        for (var rules : blocked) {
            contents.add(rules);
            files.add(
                    new Kept(
                            "blocked",
                            name(wanted.blocked().getFirst()),
                            ImportSheet.sha256(rules)));
        }
        var date =
                wanted.date().isEmpty()
                        ? said(itself, "date").filter(day -> day.matches(DAY)).orElse("")
                        : wanted.date();
        return new Read(
                new ImportSheet(wanted.product(), wanted.kind(), date, files), contents, rows);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /// What a file of JSON says of itself; nothing where it is none.
    private static JsonNode itself(byte[] file) {
        try {
            return PlanJson.mapper().readTree(file);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static Optional<String> said(JsonNode itself, String key) {
        return Optional.of(itself.path(key))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(text -> !text.isBlank() && text.length() <= LONGEST_SOURCE);
    }

    // Where it is kept

    private Answer<Imported> keep(Read read) throws Fault {
        try {
            Files.createDirectories(packs());
            try (var lock =
                            FileChannel.open(
                                    home.resolve("packs.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var held = lock.tryLock()) {
                return held == null ? busy() : replace(read);
            } catch (OverlappingFileLockException mine) {
                return busy();
            }
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("IMPORT:NOT_WRITTEN", "imports cannot be kept there: " + e)
                            .value(packs().toString())
                            .advice("Look for space and rights there, and import again"),
                    e);
        }
    }

    private static Answer<Imported> busy() {
        return Answer.refused(
                Problem.of("IMPORT:BUSY", "another import is going on")
                        .advice("Wait for its end, and import again"));
    }

    private Answer<Imported> replace(Read read) throws Fault {
        var sheet = read.sheet();
        var folder = new ImportFolder(directory(sheet));
        var before = kept(sheet);
        if (folder.exists() && folder.sheet(sheet.kind()).isPresent() && !mine(folder, sheet)) {
            return Answer.refused(
                    Problem.of("IMPORT:NOT_AN_IMPORT", "what lies there was written by hand")
                            .value(folder.directory().resolve(sheet.kind().sheet()).toString())
                            .expected("what an import wrote, unchanged")
                            .advice(
                                    "Move it to a folder of your own, or import under another name"));
        }
        boolean unchanged = folder.holds(sheet, read.contents());
        if (!unchanged) {
            folder.write(sheet, read.contents());
        }
        var state =
                unchanged
                        ? Imported.State.UNCHANGED
                        : before.isEmpty() ? Imported.State.NEW : Imported.State.CHANGED;
        return current(sheet)
                .then(pack -> {
                    var facts = PackFacts.of(pack);
                    return Answer.of(
                            new Imported(
                                    sheet.product(),
                                    sheet.kind(),
                                    folder.directory().toString(),
                                    state,
                                    pack.hash(),
                                    facts.counts(),
                                    before.map(old -> facts.since(PackFacts.of(old)))
                                            .orElse(List.of()),
                                    read.rows()));
                });
    }

    private Path directory(ImportSheet sheet) {
        return sheet.kind().overlays()
                ? Overlay.folder(packs(), sheet.product())
                : packs().resolve(sheet.product());
    }

    private static boolean mine(ImportFolder folder, ImportSheet sheet) {
        var text = folder.sheet(sheet.kind()).orElse("");
        return List.of(Kind.values()).stream()
                .filter(kind -> kind.overlays() == sheet.kind().overlays())
                .anyMatch(kind -> ImportSheet.of(kind, text).isPresent());
    }

    /// As it was before; none where there was none, or none that can be read.
    private Optional<Pack> kept(ImportSheet sheet) {
        return Files.exists(directory(sheet).resolve(sheet.kind().sheet()))
                        && current(sheet) instanceof Answer.Given<Pack>(var pack)
                ? Optional.of(pack)
                : Optional.empty();
    }

    private Answer<Pack> current(ImportSheet sheet) {
        return sheet.kind().overlays()
                ? shelf.plain(sheet.product()).then(pack -> Overlay.read(pack, directory(sheet)))
                : Packs.read(directory(sheet));
    }
}
