package belay.postgres;

import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The files of a data directory, copied in parallel; a server may go on writing them meanwhile.
final class BaseCopy {

    /// What `pg_basebackup` leaves out (PostgreSQL manual, 55.4, BASE_BACKUP), and the
    /// configuration.
    private static final Pattern NOT_OF_A_BACKUP =
            Pattern.compile(
                    "(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)/.+"
                            + "|postmaster\\.(pid|opts)|backup_(label|manifest)(\\.old)?|tablespace_map(\\.old)?"
                            + "|postgresql(\\.auto)?\\.conf(\\.tmp)?|pg_hba\\.conf|pg_ident\\.conf"
                            + "|current_logfiles(\\.tmp)?|(standby|recovery)\\.signal|log/.*"
                            + "|(.*/)?pg_internal\\.init.*|(.*/)?pgsql_tmp.*|(.*/)?t[0-9]+_[0-9]+(_.*)?(\\.[0-9]+)?");

    private final Path from;
    private final Path to;
    private final Owner owner;
    private final Predicate<String> left;

    /// What is done with each file.
    @FunctionalInterface
    interface Way {
        /// @return bytes written
        long copy(Path from, Path to) throws IOException;
    }

    private BaseCopy(Path from, Path to, Owner owner, Predicate<String> left) {
        this.from = from;
        this.to = to;
        this.owner = owner;
        this.left = left;
    }

    /// Of a server that may be running.
    static BaseCopy ofServer(Path data, Path to, Owner owner) {
        return new BaseCopy(data, to, owner, name -> NOT_OF_A_BACKUP.matcher(name).matches());
    }

    /// Of files that nobody writes.
    static BaseCopy ofBackup(Path data, Path to, Owner owner) {
        return new BaseCopy(data, to, owner, name -> false);
    }

    private record Item(Path path, long size) {}

    /// Copies everything but the log; files that vanish meanwhile belong to dropped tables.
    ///
    /// @return bytes copied
    long run(Way way, Meter meter) throws Fault, InterruptedException {
        try {
            var items = plan();
            long total = items.stream().mapToLong(Item::size).sum();
            var done = new AtomicLong();
            meter.at(0, total, "bytes");
            var tasks = new ArrayList<Callable<Long>>();
            for (var item : items) {
                tasks.add(() -> one(item, way, done, total, meter));
            }
            return Parallel.files(tasks).stream().mapToLong(Long::longValue).sum();
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private long one(Item item, Way way, AtomicLong done, long total, Meter meter) throws Fault {
        var target = to.resolve(from.relativize(item.path()).toString());
        try {
            long bytes = way.copy(item.path(), target);
            owner.own(target);
            meter.at(done.addAndGet(bytes), total, "bytes");
            return bytes;
        } catch (NoSuchFileException e) {
            if (Files.exists(item.path())) {
                throw disk(e);
            }
            return 0;
        } catch (IOException e) {
            throw disk(e);
        }
    }

    /// Makes the directories; the largest files come first, so that no thread is left alone with
    /// one at the end.
    private List<Item> plan() throws IOException {
        var items = new ArrayList<Item>();
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        var name = from.relativize(directory).toString();
                        if (left.test(name)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        directory(to.resolve(name));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        var name = from.relativize(file).toString();
                        if (attributes.isSymbolicLink() && name.equals("pg_wal")) {
                            directory(to.resolve(name));
                        } else if (attributes.isRegularFile() && !left.test(name)) {
                            items.add(new Item(file, attributes.size()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        directory(to.resolve("pg_wal"));
        directory(to.resolve("pg_wal/archive_status"));
        items.sort(Comparator.comparingLong(Item::size).reversed());
        return items;
    }

    private void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory);
        }
        Files.setPosixFilePermissions(
                directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        owner.own(directory);
    }

    private Fault disk(IOException e) {
        return new Fault.Permanent(
                Problem.of("COPY:FILES", "copying " + from + " to " + to + " failed: " + e)
                        .advice(
                                "Check rights and free space where the copy lies, then run `belay resume`"),
                e);
    }
}
