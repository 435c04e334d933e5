import belay.outside.Databases.Place;
import belay.outside.Databases.Reading;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Postgres;
import belay.proof.TableShape;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The rounds of `bench/copy`: each peer and each of ours once in a round, so that a busy machine is busy for all.
final class Copy {

    private static final List<String> TABLES =
            List.of("pgbench_accounts", "pgbench_branches", "pgbench_tellers", "pgbench_history", "doc");

    private static final List<String> MANY = IntStream.rangeClosed(1, 3_000).mapToObj(i -> "t" + i).toList();

    private final Path work;
    private final int port;
    private final Path bin;
    private final Postgres postgres;
    private final DatabaseSettings app;

    private Copy(Path work, int port, Path bin) {
        this.work = work;
        this.port = port;
        this.bin = bin;
        this.postgres = new Postgres(work);
        this.app = settings("app");
    }

    private DatabaseSettings settings(String name) {
        return new DatabaseSettings(
                "postgresql", "127.0.0.1", port, name, "postgres", "", "nobody", "", Route.PHYSICAL,
                new Promotion(List.of(), List.of()), "", 0);
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new Copy(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        int rounds = Integer.parseInt(arguments[3]);
        var baseBackup = new double[rounds];
        var copy = new double[rounds];
        var sums = new double[rounds];
        var proof = new double[rounds];
        var manySums = new double[rounds];
        var manyProof = new double[rounds];
        System.out.printf(
                "%-8s%16s%14s%16s%14s%16s%14s%n",
                "round", "pg_basebackup", "belay copy", "psql sums", "belay proof", "3,000: psql", "belay");
        for (int round = 0; round < rounds; round++) {
            baseBackup[round] = bench.baseBackup();
            copy[round] = bench.copy();
            sums[round] = bench.sums("app", TABLES);
            proof[round] = bench.proof("app");
            manySums[round] = bench.sums("many", MANY);
            manyProof[round] = bench.proof("many");
            System.out.printf(
                    "%-8d%14.2f s%12.2f s%14.2f s%12.2f s%14.2f s%12.2f s%n",
                    round + 1, baseBackup[round], copy[round], sums[round], proof[round], manySums[round], manyProof[round]);
        }
        double copyRatio = median(copy) / median(baseBackup);
        double proofRatio = median(proof) / median(sums);
        System.out.printf("copy / pg_basebackup   %.2f   (wanted: at most 1.3)%n", copyRatio);
        System.out.printf("proof / sums by psql   %.2f   (wanted: at most 0.8)%n", proofRatio);
        System.out.printf(
                "proof of 3,000 empty tables %.2f s, %.2f of psql   (wanted: at most 3 s)%n",
                median(manyProof), median(manyProof) / median(manySums));
        System.exit(copyRatio <= 1.3 && proofRatio <= 0.8 && median(manyProof) <= 3 ? 0 : 1);
    }

    private double baseBackup() throws IOException, InterruptedException, Fault {
        var target = work.resolve("sample/base");
        double took =
                seconds(() -> run(asServerUser(), bin.resolve("pg_basebackup").toString(), "-h", "127.0.0.1", "-p",
                        Integer.toString(port), "-U", "postgres", "-D", target.toString(), "-X", "stream", "-c", "fast"));
        run(List.of(), "rm", "-rf", target.toString());
        return took;
    }

    /// Until the follower streams: more than the peer does.
    private double copy() throws IOException, InterruptedException, Fault {
        var place = new Place(work.resolve("copy"), port + 1);
        double took = seconds(() -> postgres.follow(app, "belay_bench", place, Meter.SILENT));
        postgres.remove(place);
        postgres.unfollow(app, "belay_bench");
        return took;
    }

    private double sums(String database, List<String> tables) throws IOException, InterruptedException, Fault {
        var script = work.resolve("sums.sql");
        Files.write(
                script,
                tables.stream().map(table -> "SELECT count(*), sum(hashtext(t::text)) FROM " + table + " t;").toList());
        return seconds(
                () -> run(List.of(), bin.resolve("psql").toString(), "-h", "127.0.0.1", "-p", Integer.toString(port),
                        "-U", "postgres", "-d", database, "-XAt", "-f", script.toString()));
    }

    private double proof(String name) throws IOException, InterruptedException, Fault {
        var database = postgres.endpoint(settings(name));
        return seconds(
                () -> {
                    var readings =
                            postgres.shapes(database).stream()
                                    .map(shape -> new Reading(shape.table(), shape.columns().stream().map(TableShape.Column::name).toList()))
                                    .toList();
                    postgres.fingerprints(database, List.of(), readings, Meter.SILENT);
                });
    }

    private static List<String> asServerUser() {
        return System.getProperty("user.name").equals("root") ? List.of("runuser", "-u", "postgres", "--") : List.of();
    }

    private static void run(List<String> prefix, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(prefix);
        command.addAll(Arrays.asList(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + command);
        }
    }

    private interface Work {
        void done() throws IOException, InterruptedException, Fault;
    }

    private static double seconds(Work work) throws IOException, InterruptedException, Fault {
        long start = System.nanoTime();
        work.done();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
