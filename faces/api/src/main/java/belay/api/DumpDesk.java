package belay.api;

import belay.outside.DumpFiles;
import belay.outside.DumpFiles.Contained;
import belay.outside.DumpFiles.Sign;
import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Meter;
import belay.outside.Sandboxes;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Detection;
import belay.release.Detection.Dumped;
import belay.release.Pack;
import belay.release.ReleaseId;
import belay.release.Version;
import belay.step.TakenScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at dumps: what they are, whose, of which release, and what they will need. Changes
/// nothing.
final class DumpDesk {

    /// Room for the data in a sandbox, of what is free: the rest stays for everybody else.
    private static final double SHARE = 0.8;

    /// For a server with nothing in it.
    private static final long LEAST_ROOM = 4L << 30;

    /// Room for each byte of a dump: all that the reader lets come out of it, its indexes, and both
    /// once more for the comparison. A small file has no claim to the whole disk.
    private static final long GROWTH = 4L * DumpFiles.Bounds.USUAL.ratio();

    private static final Pattern VERSION = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,3}))?.*");

    private static final Duration LONGEST_LOOK = Duration.ofHours(2);

    private final DumpFiles dumps;
    private final DatabaseChoice choice;
    private final Sandboxes sandboxes;
    private final Host host;
    private final Path home;

    DumpDesk(DumpFiles dumps, Sandboxes sandboxes, Host host, Path home) {
        this.dumps = dumps;
        this.choice = new DatabaseChoice(dumps);
        this.sandboxes = sandboxes;
        this.host = host;
        this.home = home;
    }

    /// @param only the database that is meant where the file is of a whole server; empty for the
    ///   one that has tables
    /// @param packs whose signs are looked for; with none, nothing but the head is read
    Answer<DumpFound> look(Path file, String only, List<Pack> packs)
            throws Fault, InterruptedException {
        try {
            return found(file, only, packs);
        } catch (Fault.Permanent fault) {
            if (fault.problem().code().startsWith("DUMP:")) {
                return Answer.refused(fault.problem());
            }
            throw fault;
        }
    }

    private Answer<DumpFound> found(Path file, String only, List<Pack> packs)
            throws Fault, InterruptedException {
        return switch (dumps.look(file)) {
            case Answer.Refused<DumpHead>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<DumpHead>(var head) ->
                    switch (choice.of(file, head, only)) {
                        case Answer.Refused<Contained>(var problems) ->
                                new Answer.Refused<>(problems);
                        case Answer.Given<Contained>(var chosen) ->
                                Answer.of(found(file, chosen, with(head, chosen), packs));
                    };
        };
    }

    private DumpFound found(Path file, Contained chosen, DumpHead head, List<Pack> packs)
            throws Fault, InterruptedException {
        var database = head.form() == Form.CLUSTER ? chosen.name() : "";
        return new DumpFound(
                file,
                head,
                database,
                products(file, head, database, packs),
                signless(packs),
                madeFor(head),
                major(madeFor(head)),
                room(head));
    }

    private static DumpHead with(DumpHead head, Contained chosen) {
        return new DumpHead(
                head.form(), head.layers(), head.bytes(), chosen.facts(), head.manifest());
    }

    private long room(DumpHead head) throws Fault, InterruptedException {
        long free = (long) (sandboxes.room() * SHARE);
        return Math.min(free, LEAST_ROOM + GROWTH * head.bytes());
    }

    // Whose it is

    /// A sign of one pack.
    private record Asked(Pack pack, Detection.DumpRow row) {}

    private List<DumpFound.Product> products(
            Path file, DumpHead head, String database, List<Pack> packs)
            throws Fault, InterruptedException {
        var found = new LinkedHashMap<String, DumpFound.Product>();
        var asked = new ArrayList<Asked>();
        for (var pack : packs) {
            for (var detection : pack.detections()) {
                switch (detection) {
                    case Detection.DumpManifest manifest
                            when head.manifest().containsKey(manifest.key()) ->
                            add(found, pack, manifest, head.manifest().get(manifest.key()));
                    case Detection.DumpRow row -> asked.add(new Asked(pack, row));
                    case Detection _ -> {}
                }
            }
        }
        if (!asked.isEmpty()) {
            var signs =
                    asked.stream()
                            .map(Asked::row)
                            .map(row -> new Sign(row.table(), row.where(), row.column()))
                            .toList();
            var values = read(file, head, database, signs);
            for (int i = 0; i < asked.size(); i++) {
                for (var value : values.get(i)) {
                    add(found, asked.get(i).pack(), asked.get(i).row(), value);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<String> signless(List<Pack> packs) {
        return packs.stream()
                .filter(pack -> pack.detections().stream().noneMatch(Dumped.class::isInstance))
                .map(Pack::product)
                .toList();
    }

    private List<List<String>> read(Path file, DumpHead head, String database, List<Sign> signs)
            throws Fault, InterruptedException {
        var scratch = home.resolve("scratch").resolve(UUID.randomUUID().toString());
        try (var script =
                new TakenScript(dumps, sandboxes)
                        .open(file, head, database, scratch, LONGEST_LOOK, Meter.SILENT)) {
            return dumps.read(script, signs);
        } finally {
            host.remove(scratch);
        }
    }

    private static void add(
            Map<String, DumpFound.Product> found, Pack pack, Dumped sign, String value) {
        if (!(sign.read(pack.scheme(), value) instanceof Answer.Given<Version>(var version))) {
            return;
        }
        var release = Desk.written(pack, version.toString());
        var key = pack.product() + " " + release;
        var earlier = found.get(key);
        var sources = new ArrayList<String>();
        if (earlier != null) {
            sources.addAll(earlier.sources());
        }
        sources.add(sign.source());
        found.put(key, new DumpFound.Product(pack.product(), pack.title(), release, sources));
    }

    // What it needs

    /// The newer of the majors that made the dump: what `pg_dump` writes of an older server is for
    /// servers of its own release.
    private static String madeFor(DumpHead head) {
        return Stream.of(
                        head.facts().getOrDefault("server", ""),
                        head.facts().getOrDefault("producer", "").replaceFirst("^[^0-9]*", ""))
                .map(DumpDesk::majorOf)
                .filter(major -> !major.isEmpty())
                .max(Comparator.comparingDouble(Double::parseDouble))
                .orElse("");
    }

    /// That of the dump, else the next newer one that there is, else the newest.
    private String major(String madeFor) throws Fault {
        var there = sandboxes.majors();
        var newest = there.stream().reduce((_, newer) -> newer).orElse("");
        return madeFor.isEmpty()
                ? newest
                : there.stream()
                        .filter(major -> Double.parseDouble(major) >= Double.parseDouble(madeFor))
                        .findFirst()
                        .orElse(newest);
    }

    /// `13.4` → `13`, `9.6.24` → `9.6`; empty for what is no version.
    static String majorOf(String version) {
        var matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return "";
        }
        int first = Integer.parseInt(matcher.group(1));
        return first >= 10 || matcher.group(2) == null
                ? Integer.toString(first)
                : first + "." + matcher.group(2);
    }

    /// @return refused unless the dump is of one product at one release
    static Answer<DumpFound.Product> one(DumpFound found, String product, String from) {
        var fitting =
                found.products().stream()
                        .filter(one -> product.isEmpty() || one.product().equals(product))
                        .toList();
        if (!from.isEmpty() && !product.isEmpty()) {
            return Answer.of(
                    new DumpFound.Product(
                            product, product, new ReleaseId(from), List.of("the order")));
        }
        if (fitting.isEmpty()) {
            return Answer.refused(
                    Problem.of(
                                    "DUMP:UNKNOWN_PRODUCT",
                                    "nothing in the dump tells whose it is and of which release")
                            .value(
                                    found.file()
                                            + (found.unasked().isEmpty()
                                                    ? ""
                                                    : "; " + found.unasked()))
                            .expected("a sign that a pack names for dumps")
                            .advice("Name both: --product and --from"));
        }
        if (fitting.size() > 1) {
            return Answer.refused(
                    Problem.of(
                                    "DETECT:CONTRADICTION",
                                    "the signs in the dump name different releases")
                            .value(
                                    String.join(
                                            "; ",
                                            fitting.stream()
                                                    .map(one ->
                                                            one.product()
                                                                    + " "
                                                                    + one.release()
                                                                    + " by "
                                                                    + String.join(
                                                                            ", ", one.sources()))
                                                    .toList()))
                            .advice("Choose one with --product and --from"));
        }
        return Answer.of(fitting.getFirst());
    }
}
