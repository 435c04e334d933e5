package belay.hosts;

import belay.hosts.Document.Value;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What the values of YAML mean, and how they are written.
final class YamlValues {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/][A-Za-z0-9_./-]*");

    private static final Pattern FITS = Pattern.compile("[^,\\[\\]{}#|>&*!]+");

    /// Words and numbers that some reader of YAML 1.1 or 1.2 does not take for text.
    private static final Pattern TYPED =
            Pattern.compile(
                    "(?i)|~|null|true|false|yes|no|on|off|y|n|[+-]?\\.(inf|nan)|0x[0-9a-f]+|0o?[0-7]+"
                            + "|[+-]?[0-9][0-9_]*(\\.[0-9_]*)?(e[+-]?[0-9]+)?|[+-]?\\.[0-9]+"
                            + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9]+(:[0-9]+)+");

    private YamlValues() {}

    static String behindColon(String raw, int column) {
        if (raw.isEmpty()) {
            return "";
        }
        String indented = raw.replaceAll("\n(?=[^\r\n])", "\n" + " ".repeat(column));
        return raw.startsWith("\n") || raw.startsWith("\r") ? indented : " " + indented;
    }

    /// What stands in lines elsewhere has to be written in one line here, and words with signs in
    /// them have to be quoted.
    static String inBraces(Value value) {
        String raw = value.raw();
        boolean fits =
                !raw.isEmpty()
                        && raw.indexOf('\n') < 0
                        && ("\"'[{".indexOf(raw.charAt(0)) >= 0 || FITS.matches(raw));
        return fits ? raw : value.meaning();
    }

    static String meaning(ScalarNode scalar) {
        boolean plain =
                scalar.getScalarStyle() == ScalarStyle.PLAIN && TYPED.matches(scalar.getValue());
        return plain ? scalar.getValue() : quoted(scalar.getValue());
    }

    static Value value(String words, @Nullable Value like) {
        boolean wasText = like != null && like.meaning().startsWith("\"");
        boolean typed = TYPED.matches(words);
        if (typed && !wasText && !words.isEmpty()) {
            return new Value(words, words, words);
        }
        boolean wasQuoted = like != null && like.raw().startsWith("\"");
        boolean plain = !typed && !wasQuoted && PLAIN.matches(words);
        return new Value(words, quoted(words), plain ? words : quoted(words));
    }

    static String name(String part) {
        return PLAIN.matches(part) && !TYPED.matches(part) ? part : quoted(part);
    }

    private static String quoted(String words) {
        return TomlText.quoted(words);
    }
}
