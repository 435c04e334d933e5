package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// An inline table, `{ host = "a", pool = { max = 5 } }`, with settings that can be changed in
/// place. Keys are paths below it.
final class TomlInline {

    private final String raw;
    private final TomlScanner scanner;
    private final List<Setting> settings = new ArrayList<>();

    /// @param begin of the value
    private record Setting(String name, Braces.Span span, int begin) {}

    private TomlInline(String raw) throws Fault {
        this.raw = raw;
        this.scanner = new TomlScanner(raw);
        int at = scanner.afterBlanks(1);
        while (!raw.startsWith("}", at)) {
            var key = scanner.key(at, "=");
            int begin = scanner.afterBlanks(key.end());
            int end = scanner.endOfValue(begin);
            settings.add(
                    new Setting(String.join(".", key.parts()), new Braces.Span(at, end), begin));
            int next = scanner.afterBlanks(end);
            at = raw.startsWith(",", next) ? scanner.afterBlanks(next + 1) : next;
        }
    }

    /// @return nothing if `raw` is no inline table, or one without settings
    static Optional<TomlInline> of(String raw) throws Fault {
        return raw.startsWith("{")
                ? Optional.of(new TomlInline(raw)).filter(table -> !table.settings.isEmpty())
                : Optional.empty();
    }

    String raw() {
        return raw;
    }

    SequencedMap<String, Value> values() throws Fault {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        for (Setting one : settings) {
            Optional<TomlInline> inner = inner(one);
            if (inner.isEmpty()) {
                values.put(one.name(), scanner.value(one.begin(), one.span().end()));
            } else {
                for (Map.Entry<String, Value> below : inner.get().values().entrySet()) {
                    values.put(one.name() + "." + below.getKey(), below.getValue());
                }
            }
        }
        return values;
    }

    private Optional<TomlInline> inner(Setting setting) throws Fault {
        return of(raw.substring(setting.begin(), setting.span().end()));
    }

    TomlInline put(String key, Value value) throws Fault {
        for (Setting one : settings) {
            if (one.name().equals(key)) {
                return with(one, value.raw());
            }
            Optional<TomlInline> inner = inner(one);
            if (inner.isPresent() && key.startsWith(one.name() + ".")) {
                return with(
                        one, inner.get().put(key.substring(one.name().length() + 1), value).raw());
            }
        }
        return new TomlInline(Braces.add(raw, 0, spans(), key + " = " + value.raw().strip()));
    }

    /// @return nothing if nothing is left
    Optional<TomlInline> without(String key) throws Fault {
        for (int i = 0; i < settings.size(); i++) {
            Setting one = settings.get(i);
            Optional<TomlInline> inner = inner(one);
            if (inner.isPresent() && key.startsWith(one.name() + ".")) {
                Optional<TomlInline> left =
                        inner.get().without(key.substring(one.name().length() + 1));
                return left.isPresent()
                        ? Optional.of(with(one, left.get().raw()))
                        : of(Braces.remove(raw, spans(), i));
            }
            if (one.name().equals(key)) {
                return of(Braces.remove(raw, spans(), i));
            }
        }
        return Optional.of(this);
    }

    private TomlInline with(Setting setting, String value) throws Fault {
        return new TomlInline(
                raw.substring(0, setting.begin()) + value + raw.substring(setting.span().end()));
    }

    private List<Braces.Span> spans() {
        return settings.stream().map(Setting::span).toList();
    }
}
