package belay.dumps;

import belay.dumps.PostgresLexer.Kind;
import belay.dumps.Tokens.Table;
import java.util.List;
import java.util.Optional;

/// A `COPY … FROM stdin`, whose rows follow it in the script.
///
/// @param columns empty if it names none
record CopyStatement(Table table, List<String> columns) {

    /// Tells whether rows follow.
    ///
    /// @param tokens of a statement that begins with COPY
    /// @return empty if the server has to say what it thinks of it
    static Optional<CopyStatement> of(Tokens tokens) throws Refused {
        tokens.take();
        boolean binary = tokens.takes("BINARY");
        if (tokens.peek().kind() == Kind.OPEN) {
            requireNotOut(tokens);
            return Optional.empty();
        }
        var table = tokens.table();
        List<String> columns = tokens.names();
        // As pg_dump wrote it up to PostgreSQL 11, where rows had numbers of their own.
        tokens.takes("WITH", "OIDS");
        if (table.isEmpty() || !tokens.takes("FROM")) {
            requireNotOut(tokens);
            return Optional.empty();
        }
        // The grammar of the server takes either word here for the client.
        if (!tokens.takes("STDIN") && !tokens.takes("STDOUT")) {
            return Optional.empty();
        }
        if (binary) {
            throw format("BINARY");
        }
        requireText(tokens);
        return Optional.of(new CopyStatement(table.get(), columns));
    }

    private static void requireText(Tokens options) throws Refused {
        while (options.more() && !options.takes("WHERE")) {
            var option = options.take();
            if (option.is("ENCODING")) {
                throw format("ENCODING");
            }
            if (option.is("CSV") || option.is("BINARY")) {
                throw format(option.raw());
            }
            if (option.is("FORMAT")) {
                String format = options.value().orElse("");
                if (!format.equalsIgnoreCase("text")) {
                    throw format(format);
                }
            }
        }
    }

    private static Refused format(String found) {
        return Refused.of(
                        "COPY_FORMAT",
                        "the rows of a table do not come in COPY's text format, the only one that"
                                + " pg_dump writes",
                        "make the dump with pg_dump")
                .value(found);
    }

    /// Whoever sends rows out waits for somebody who takes them, and behind a COPY that is not
    /// understood nobody knows what the rows are.
    private static void requireNotOut(Tokens tokens) throws Refused {
        while (tokens.more()) {
            if (tokens.takes("FROM") && (tokens.takes("STDIN") || tokens.takes("STDOUT"))) {
                throw Refused.of(
                        "COPY_FORMAT",
                        "a COPY … FROM stdin is written as pg_dump writes none",
                        "make the dump with pg_dump");
            }
            if (tokens.takes("TO") && (tokens.takes("STDOUT") || tokens.takes("STDIN"))) {
                throw Refused.of(
                        "COPY_OUT",
                        "the script asks for rows with COPY … TO stdout",
                        "a dump only brings rows in; take the statement out");
            }
            tokens.take();
        }
    }
}
