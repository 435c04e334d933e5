package belay.dumps;

import belay.dumps.PostgresLexer.Kind;
import belay.dumps.Tokens.Table;
import belay.outside.DumpFiles.Sign;
import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.DumpScript.RowStream;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads single values out of a script's rows, whether they come in blocks or as INSERTs, without
/// carrying any of it out.
final class SignReader {

    private static final int MOST_VALUES = 100;

    /// Of a row, so that one endless value does not fill the memory.
    private static final int LONGEST_ROW = 1 << 20;

    /// Of an INSERT with many rows.
    private static final int MOST_TOKENS = 1 << 18;

    /// Within which a statement names its table.
    private static final int LONGEST_HEAD = 1024;

    private static final String PUBLIC = "public";

    private final List<Sign> signs;
    private final List<List<String>> found = new ArrayList<>();

    /// Of tables that are asked for and whose INSERTs name no columns.
    private final Map<String, List<String>> columns = new HashMap<>();

    /// Where names without a schema lie.
    private String schema = PUBLIC;

    private boolean conforming = true;

    SignReader(List<Sign> signs) {
        this.signs = List.copyOf(signs);
        signs.forEach(_ -> found.add(new ArrayList<>()));
    }

    List<List<String>> read(DumpScript script) throws Fault, InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            switch (script.next()) {
                case Piece.Statement(var text, _) -> statement(text);
                case Piece.Rows(var statement, var data, _) -> rows(statement, data);
                case Piece.End _ -> {
                    return found.stream().map(List::copyOf).toList();
                }
            }
        }
    }

    private void statement(String text) {
        String first = text.substring(0, Math.min(6, text.length()));
        if (first.equalsIgnoreCase("INSERT") || first.equalsIgnoreCase("CREATE")) {
            table(text);
        } else if (first.regionMatches(true, 0, "SET", 0, 3)) {
            setting(tokens(text));
        }
    }

    /// Most statements are about tables that nobody asks for, which their first words tell.
    private void table(String text) {
        String head = text.substring(0, Math.min(LONGEST_HEAD, text.length()));
        if (named(tokens(head)).filter(this::isAsked).isEmpty()) {
            return;
        }
        var tokens = tokens(text);
        boolean creates = tokens.peek().is("CREATE");
        String table = named(tokens).orElseThrow();
        if (creates) {
            columns.put(table, columns(tokens));
        } else {
            insert(table, tokens);
        }
    }

    /// The table that is created or gets rows.
    private Optional<String> named(Tokens tokens) {
        if (!tokens.takes("INSERT", "INTO")
                && !tokens.takes("CREATE", "TABLE")
                && !tokens.takes("CREATE", "UNLOGGED", "TABLE")) {
            return Optional.empty();
        }
        tokens.takes("IF", "NOT", "EXISTS");
        return tokens.table().map(this::full);
    }

    private void setting(Tokens tokens) {
        if (tokens.takes("SET")) {
            String name = tokens.name().orElse("");
            tokens.take();
            String value = tokens.value().orElse("");
            if (name.equals("search_path")) {
                schema = value.isEmpty() ? PUBLIC : value;
            } else if (name.equals(PostgresSettings.CONFORMING)) {
                conforming = PostgresSettings.truth(value).orElse(true);
            }
        }
    }

    private Tokens tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return Tokens.of(bytes, 0, bytes.length, conforming, MOST_TOKENS);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String full(Table table) {
        return (table.schema().isEmpty() ? schema : table.schema()) + "." + table.name();
    }

    private boolean isAsked(String table) {
        return signs.stream().anyMatch(sign -> sign.table().equals(table));
    }

    /// The names of `(name type …, CONSTRAINT …)`.
    private static List<String> columns(Tokens tokens) {
        List<String> names = new ArrayList<>();
        int depth = 0;
        boolean begins = false;
        while (tokens.more()) {
            if (begins && depth == 1 && !isConstraint(tokens)) {
                tokens.name().ifPresent(names::add);
            }
            begins = false;
            switch (tokens.take().kind()) {
                case OPEN -> begins = ++depth == 1;
                case CLOSE -> {
                    if (--depth == 0) {
                        return names;
                    }
                }
                case COMMA -> begins = depth == 1;
                default -> {}
            }
        }
        return names;
    }

    private static boolean isConstraint(Tokens tokens) {
        var word = tokens.peek();
        return List.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "LIKE")
                .stream()
                .anyMatch(word::is);
    }

    private void insert(String name, Tokens tokens) {
        List<String> named = tokens.names();
        if (named.isEmpty()) {
            named = columns.getOrDefault(name, List.of());
        }
        tokens.takes("OVERRIDING", "SYSTEM", "VALUE");
        tokens.takes("OVERRIDING", "USER", "VALUE");
        if (!tokens.takes("VALUES")) {
            return;
        }
        do {
            row(name, named, values(tokens));
        } while (tokens.takes(Kind.COMMA));
    }

    /// The constants of `(…, …)`; what is no constant is read as one that is not there.
    private List<Optional<String>> values(Tokens tokens) {
        List<Optional<String>> values = new ArrayList<>();
        if (!tokens.takes(Kind.OPEN)) {
            return values;
        }
        int depth = 1;
        var number = new StringBuilder();
        Optional<String> value = Optional.empty();
        while (tokens.more() && depth > 0) {
            var token = tokens.take();
            switch (token.kind()) {
                case OPEN -> depth++;
                case CLOSE -> depth--;
                case TEXT -> value = Literals.text(token.raw(), conforming);
                case NUMBER, DOT -> number.append(token.raw());
                case OTHER -> number.append(token.raw().equals("-") ? "-" : "");
                case WORD -> value = token.is("NULL") ? Optional.empty() : Optional.of(token.raw());
                default -> {}
            }
            if (depth == 0 || (depth == 1 && token.kind() == Kind.COMMA)) {
                values.add(number.isEmpty() ? value : Optional.of(number.toString()));
                value = Optional.empty();
                number.setLength(0);
            }
        }
        return values;
    }

    private void rows(String statement, RowStream data) throws Fault {
        Optional<CopyStatement> copy;
        try {
            copy = CopyStatement.of(tokens(statement));
        } catch (Refused otherwise) {
            throw new IllegalStateException(otherwise);
        }
        if (copy.isEmpty() || !isAsked(full(copy.get().table()))) {
            return;
        }
        String table = full(copy.get().table());
        List<String> named =
                copy.get().columns().isEmpty()
                        ? columns.getOrDefault(table, List.of())
                        : copy.get().columns();
        byte[] buffer = new byte[LONGEST_ROW];
        boolean within = false;
        for (int read = data.readLines(buffer); read >= 0; read = data.readLines(buffer)) {
            boolean whole = !within && !data.inLine();
            within = data.inLine();
            if (whole) {
                new String(buffer, 0, read, StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> line(table, named, line));
            }
        }
    }

    private void line(String table, List<String> named, String line) {
        List<Optional<String>> values = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            values.add(Literals.field(field));
        }
        row(table, named, values);
    }

    private void row(String table, List<String> named, List<Optional<String>> values) {
        if (named.size() != values.size()) {
            return;
        }
        for (int i = 0; i < signs.size(); i++) {
            Sign sign = signs.get(i);
            int column = named.indexOf(sign.column());
            if (sign.table().equals(table)
                    && column >= 0
                    && matches(sign, named, values)
                    && found.get(i).size() < MOST_VALUES) {
                values.get(column).ifPresent(found.get(i)::add);
            }
        }
    }

    private static boolean matches(Sign sign, List<String> named, List<Optional<String>> values) {
        return sign.where().entrySet().stream()
                .allMatch(one -> {
                    int column = named.indexOf(one.getKey());
                    return column >= 0 && values.get(column).equals(Optional.of(one.getValue()));
                });
    }
}
