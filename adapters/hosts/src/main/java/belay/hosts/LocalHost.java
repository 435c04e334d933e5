package belay.hosts;

import belay.document.GivenFile;
import belay.outside.Fault;
import belay.outside.Host;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import belay.release.Package.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The machine that Belay itself runs on. Linux, with `setsid`, `flock` and `setpriv` of
/// util-linux.
public final class LocalHost implements Host {

    private static final int MOST_READ = 64 * 1024;

    private final Commands commands;
    private final Services services;
    private final Packages packages;
    private final Unpacking unpacking;
    private final Making making;
    private final Ports ports = new Ports();
    private final Asking asking = new Asking();

    /// @param state where processes and locks are written down; the same after each start of Belay
    /// @param cache where fetched packages are kept; may be emptied at any time
    /// @param mavenRepository public address of a Maven repository
    /// @param mavenLocal the Maven repository of this machine, read only; need not exist
    public LocalHost(Path state, Path cache, URI mavenRepository, Path mavenLocal) {
        this(state, cache, mavenRepository, mavenLocal, Packages.usualNpm(), PackageIndex.usual());
    }

    /// @param npm public address of an npm registry
    /// @param pypi public address of a Python package index
    public LocalHost(
            Path state, Path cache, URI mavenRepository, Path mavenLocal, URI npm, URI pypi) {
        var locks = new Locks(state.toAbsolutePath().resolve("locks"));
        var downloads = new Downloads(locks);
        var maven =
                new MavenRepository(
                        mavenLocal, folder(mavenRepository), cache.resolve("maven"), downloads);
        var index = new PackageIndex(folder(pypi), downloads);
        this.commands = new Commands(state);
        this.services = new Services(state, locks);
        this.packages = new Packages(maven, folder(npm), index, downloads, cache);
        this.unpacking = new Unpacking(locks);
        this.making = new Making(commands, unpacking, locks);
    }

    /// Names are resolved against what ends in `/`.
    private static URI folder(URI address) {
        return URI.create(address.toString().replaceFirst("/*$", "/"));
    }

    /// With the repositories that Maven, npm and pip themselves would use, or those named in
    /// `BELAY_MAVEN_REPOSITORY`, `BELAY_NPM_REGISTRY` and `BELAY_PYPI_INDEX`.
    public static LocalHost of(Path state, Path cache) {
        return new LocalHost(state, cache, MavenRepository.usual(), MavenRepository.usualLocal());
    }

    /// Gives the file of a Maven artifact, from this machine or from the net.
    ///
    /// @param sha256 that it must have, lower-case hex
    public Path fetch(String coordinates, String sha256) throws Fault {
        return packages.find(new Source.Maven(coordinates), Path.of("/"), sha256);
    }

    @Override
    public Exit run(Invocation command, Duration limit) throws Fault, InterruptedException {
        return commands.run(command, limit);
    }

    @Override
    public long start(String name, Invocation command, Path log) throws Fault {
        return services.start(name, command, log);
    }

    @Override
    public boolean runs(String name) throws Fault {
        return services.runs(name);
    }

    @Override
    public void stop(String name, Duration within) throws Fault, InterruptedException {
        services.stop(name, within);
    }

    @Override
    public List<String> find(Path log, long after, List<String> patterns) throws Fault {
        return LogSearch.find(log, after, patterns);
    }

    @Override
    public long size(Path file) throws Fault {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException failed) {
            throw Faults.of("see the size of", file, failed);
        }
    }

    @Override
    public boolean listens(int port) throws Fault {
        return ports.listens(port);
    }

    @Override
    public int freePort() throws Fault {
        return ports.free();
    }

    @Override
    public Reply ask(Call call, Duration limit) throws Fault, InterruptedException {
        return asking.ask(call, limit);
    }

    @Override
    public void unpack(Source source, Path packDirectory, String sha256, int strip, Path home)
            throws Fault {
        unpack(source, packDirectory, sha256, strip, new Wanted.Whole(), home);
    }

    @Override
    public void unpackOnly(
            List<String> files,
            Source source,
            Path packDirectory,
            String sha256,
            int strip,
            Path to)
            throws Fault {
        var wanted = new Wanted.Some(files.stream().map(Path::of).map(Path::normalize).toList());
        unpack(source, packDirectory, sha256, strip, wanted, to);
    }

    private void unpack(
            Source source, Path packDirectory, String sha256, int strip, Wanted wanted, Path home)
            throws Fault {
        String origin = Packages.name(source, sha256) + wanted.words();
        if (!unpacking.done(home, origin)) {
            Path found = packages.find(source, packDirectory, sha256);
            unpacking.unpack(found, strip, wanted, home, origin);
        }
    }

    @Override
    public void make(Invocation command, Duration limit, String origin, Path home)
            throws Fault, InterruptedException {
        making.make(command, limit, origin, new Home(home));
    }

    @Override
    public boolean finds(Invocation command) throws Fault {
        return Launch.finds(command);
    }

    @Override
    public Map<String, String> environment(Path file) throws Fault {
        return EnvironmentFile.read(file);
    }

    @Override
    public Carried carry(Path oldHome, Path newHome, List<String> carry, List<String> leave)
            throws Fault {
        return Carrying.carry(oldHome, newHome, carry, leave);
    }

    @Override
    public Carried keep(Path home, Path to, Path earlier) throws Fault {
        return Carrying.keep(home, to, earlier);
    }

    @Override
    public List<Conflict> merge(
            Path oldDefault, Path mine, Path newHome, Merge how, Map<String, String> set)
            throws Fault {
        return Configuration.merge(oldDefault, mine, newHome, how, set);
    }

    @Override
    public void requireRewritable(Path file, Format format, Map<String, String> set) throws Fault {
        Configuration.requireRewritable(file, format, set);
    }

    @Override
    public void rewrite(Path file, Format format, Map<String, String> set, Path original)
            throws Fault {
        Configuration.rewrite(file, format, set, original);
    }

    @Override
    public List<String> takeBack(Path file, Format format, Map<String, String> set, Path original)
            throws Fault {
        return Configuration.takeBack(file, format, set, original);
    }

    @Override
    public List<String> changedSince(
            Path file, Format format, Map<String, String> set, Path original) throws Fault {
        return Configuration.changedSince(file, format, set, original);
    }

    @Override
    public void relink(Path link, Path target, Path keptAs) throws Fault {
        Links.relink(link, target, keptAs);
    }

    @Override
    public String read(Path file) throws Fault {
        try (var input = GivenFile.plain(file)) {
            return new String(input.readNBytes(MOST_READ), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException failed) {
            throw Faults.of("read", file, failed);
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean place(Path made, Path there) throws Fault {
        return Placing.place(made, there);
    }

    @Override
    public void displace(Path made, Path there) throws Fault {
        if (!Placing.waits(made, there)) {
            remove(there);
        }
    }

    @Override
    public long freeBytes(Path directory) throws Fault {
        Path there = existing(directory);
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException failed) {
            throw Faults.of("see how much is free in", there, failed);
        }
    }

    @Override
    public String disk(Path directory) throws Fault {
        Path there = existing(directory);
        try {
            return Files.getFileStore(there).toString();
        } catch (IOException failed) {
            throw Faults.of("see on which disk lies", there, failed);
        }
    }

    /// The nearest directory above that is there.
    private static Path existing(Path directory) {
        Path there = directory.toAbsolutePath().normalize();
        while (!Files.exists(there)) {
            there = Disk.directoryOf(there);
        }
        return there;
    }

    @Override
    public long usedBytes(Path path) throws Fault {
        try {
            return Files.exists(path) ? Disk.used(path.toRealPath()) : 0;
        } catch (IOException failed) {
            throw Faults.of("measure", path, failed);
        }
    }

    @Override
    public void remove(Path directory) throws Fault {
        new Home(directory).remove();
    }
}
