package belay.dumps;

import belay.outside.DumpFiles.Contained;
import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.Fault;
import belay.problem.Safe;
import com.google.re2j.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The dumps that follow one another in what pg_dumpall wrote. Which database each is of, the lines
/// between them say; nothing within a dump does, since a stranger's names and rows stand there.
final class Cluster {

    private static final String END = "-- PostgreSQL database cluster dump complete";
    private static final Pattern DATABASE = Pattern.compile("^-- Database \"(.+)\" dump$");

    /// What makes roles, tablespaces and databases, and sets what holds for them.
    private static final Pattern SERVER =
            Pattern.compile("(?i)^(CREATE|ALTER|DROP|GRANT|COMMENT|SECURITY)\\b");

    private static final Pattern TABLE = Pattern.compile("(?i)^CREATE\\s+(UNLOGGED\\s+)?TABLE\\b");
    private static final int MOST_DATABASES = 10_000;
    private static final int MOST_BEFORE_TABLE = 100;

    /// One dump.
    private static final class Part {
        private final Map<String, String> facts = new LinkedHashMap<>();
        private boolean dumped;
        private boolean begun;
        private long tables;
    }

    private final boolean there;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /// Whose dump it is, or whose comes next; empty where nothing has said it.
    private String name = "";

    private boolean inside;
    private boolean ended;
    private boolean server;

    private Cluster(boolean there) {
        this.there = there;
    }

    static Cluster begin() {
        return new Cluster(true);
    }

    /// Of a script that is of one database.
    static Cluster none() {
        return new Cluster(false);
    }

    boolean there() {
        return there;
    }

    // What the reader comes by

    /// A line of comment that stands alone.
    void remark(String line) throws Refused {
        if (inside) {
            var part = part();
            if (!part.begun) {
                part.facts.putAll(ScriptHead.facts(line));
            }
        } else if (line.equals(END)) {
            ended = true;
        } else {
            var database = DATABASE.matcher(line);
            if (database.find()) {
                enter(database.group(1));
            }
        }
    }

    /// The line by which pg_dump begins.
    void header() throws Refused {
        if (inside) {
            throw cut();
        }
        var part = part();
        if (part.dumped) {
            throw twice(name);
        }
        part.dumped = true;
        inside = true;
    }

    /// The line by which it ends.
    void trailer() {
        inside = false;
        name = "";
    }

    /// A command of psql that leads to another database.
    ///
    /// @param own whether the script has made it
    /// @return whether pg_dumpall writes it there
    boolean connects(String to, boolean own) throws Refused {
        if (!there) {
            return own;
        }
        if (!inside) {
            enter(to);
            return true;
        }
        if (own && name.isEmpty()) {
            name(to);
        }
        return own && name.equals(to);
    }

    private void enter(String database) throws Refused {
        name = database;
        part();
    }

    /// What `pg_dump --create` wrote behind the roles of its server tells its name on the way.
    private void name(String database) throws Refused {
        var unnamed = part();
        parts.remove(name);
        if (parts.put(database, unnamed) != null) {
            throw twice(database);
        }
        name = database;
    }

    private Part part() throws Refused {
        var part = parts.computeIfAbsent(name, _ -> new Part());
        if (parts.size() > MOST_DATABASES) {
            throw Refused.of(
                    "TOO_LARGE",
                    "the file holds more than " + MOST_DATABASES + " databases",
                    "make a dump of the product's database alone, with pg_dump");
        }
        return part;
    }

    /// The last piece that was read.
    void read(String statement) throws Refused {
        if (inside) {
            var part = part();
            part.begun = true;
            if (TABLE.matcher(beginning(statement)).find()) {
                part.tables++;
            }
        } else if (SERVER.matcher(beginning(statement)).find()) {
            server = true;
        }
    }

    private static String beginning(String statement) {
        return statement.substring(0, Math.min(MOST_BEFORE_TABLE, statement.length()));
    }

    // What it knows

    /// Whether the last piece belongs to the dump of this database.
    boolean isIn(String database) {
        return inside && name.equals(database);
    }

    void requireWhole() throws Refused {
        if (inside) {
            throw cut();
        }
        if (!ended) {
            throw Refused.cut(
                    "the script does not end with the line by which pg_dumpall says that it is"
                            + " complete");
        }
    }

    void requireDumped(String database) throws Refused {
        if (databases().stream().noneMatch(one -> one.name().equals(database))) {
            throw Refused.of(
                            "NO_DATABASE",
                            "the file holds no dump of this database",
                            "name one that is in it")
                    .value(database)
                    .expected(
                            String.join(", ", databases().stream().map(Contained::name).toList()));
        }
    }

    List<Contained> databases() {
        return parts.entrySet().stream()
                .filter(one -> one.getValue().dumped)
                .map(one -> contained(one.getKey(), one.getValue()))
                .toList();
    }

    private static Contained contained(String name, Part part) {
        var facts = new LinkedHashMap<>(part.facts);
        if (!name.isEmpty()) {
            facts.put("database", name);
        }
        return new Contained(name, facts, part.tables);
    }

    /// What is in the file beside this database, in words.
    List<String> beside(String database) {
        return Stream.concat(
                        databases().stream()
                                .map(Contained::name)
                                .filter(other -> !other.equals(database))
                                .map(other ->
                                        (other.isEmpty()
                                                        ? "a database without a name"
                                                        : "the database " + Safe.name(other))
                                                + ", which is in the same file"),
                        Stream.of(
                                        "roles, tablespaces and settings of the server, which are in the same file")
                                .filter(_ -> server))
                .toList();
    }

    /// Reads a script up to the first statement of `last`; to its end where that is empty.
    List<Contained> read(DumpScript script, String last) throws Fault, InterruptedException {
        while (!(script.next() instanceof Piece.End)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!last.isEmpty() && isIn(last)) {
                break;
            }
        }
        return databases();
    }

    private Refused cut() {
        return Refused.cut(
                "the dump of "
                        + (name.isEmpty() ? "a database" : "the database " + Safe.name(name))
                        + " does not end with the line by which pg_dump says that it is complete");
    }

    private static Refused twice(String database) {
        return Refused.of(
                        "DATABASE_TWICE",
                        database.isEmpty()
                                ? "the file holds several dumps that do not say of which database they are"
                                : "the file holds two dumps of one database",
                        "make a dump of the product's database alone, with pg_dump")
                .value(database);
    }
}
