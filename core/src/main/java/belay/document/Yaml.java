package belay.document;

import belay.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML that a stranger wrote. Only the parser's events are used: no tag is obeyed, no object
/// is made, no scalar is turned into anything.
public final class Yaml {

    static final int LARGEST_FILE = 1 << 20;
    static final int DEEPEST = 30;
    static final int MOST_ALIASES = 20;
    static final int MOST_NODES = 100_000;

    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    /// @param size how many values it holds, itself and what its aliases stand for counted
    private record Anchored(Node node, int size) {}

    private final String file;
    private final Problems problems;
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int aliases;
    private int nodes;

    private Yaml(String file, Problems problems, String text) {
        this.file = file;
        this.problems = problems;
        var settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(LARGEST_FILE)
                        .setParseComments(false)
                        .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /// Reads a file's one document.
    ///
    /// @param file its name, for messages
    /// @param problems takes what is wrong
    /// @return empty if it cannot be read to the end
    public static Optional<Node> read(String file, byte[] bytes, Problems problems) {
        if (bytes.length > LARGEST_FILE) {
            problems.add(
                    new Place(file, 1, 1),
                    Problem.of("YAML:TOO_LARGE", "the file is too large")
                            .value("more than " + LARGEST_FILE + " bytes")
                            .expected("at most " + LARGEST_FILE + " bytes")
                            .advice("name another file, or leave out what is not needed"));
            return Optional.empty();
        }
        int text = Utf8.valid(bytes);
        if (text < bytes.length) {
            problems.add(
                    place(file, new String(bytes, 0, text, StandardCharsets.UTF_8)),
                    Problem.of("YAML:NOT_TEXT", "the file is not UTF-8 text")
                            .value("byte 0x%02x".formatted(bytes[text]))
                            .expected("a file of YAML in UTF-8")
                            .advice("name another file, or save this one as UTF-8"));
            return Optional.empty();
        }
        return read(file, new String(bytes, StandardCharsets.UTF_8), problems);
    }

    private static Optional<Node> read(String file, String marked, Problems problems) {
        var text = Utf8.withoutMark(marked);
        try {
            return new Yaml(file, problems, text).document();
        } catch (Stop stop) {
            problems.add(stop.place, stop.problem);
        } catch (MarkedYamlEngineException syntax) {
            var mark = syntax.getProblemMark().orElseThrow();
            problems.add(
                    new Place(file, mark.getLine() + 1, mark.getColumn() + 1),
                    syntax(syntax.getProblem(), shown(text, mark.getIndex())));
        } catch (YamlEngineException unprintable) {
            int at = unprintable(text);
            problems.add(
                    place(file, text.substring(0, at)),
                    syntax("it holds a control character", shown(text, at)));
        }
        return Optional.empty();
    }

    /// @param found nothing of what a line holds: it may be a secret
    private static Problem syntax(String reason, String found) {
        return Problem.of("YAML:SYNTAX", "not YAML: " + reason)
                .value(found)
                .expected("lines such as `key: value` and `- element`, in printable characters")
                .advice("look at this line and the one before it: indentation, quotes, brackets");
    }

    private static String shown(String text, int at) {
        if (at >= text.length()) {
            return "the end of the file";
        }
        int letter = text.codePointAt(at);
        return StreamReader.isPrintable(letter) && letter >= ' '
                ? "'" + Character.toString(letter) + "'"
                : "U+%04X".formatted(letter);
    }

    private static int unprintable(String text) {
        int at = 0;
        while (at < text.length() && StreamReader.isPrintable(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    /// Where what comes after `before` stands.
    private static Place place(String file, String before) {
        int line = before.lastIndexOf('\n') + 1;
        return new Place(
                file,
                1 + (int) before.chars().filter(letter -> letter == '\n').count(),
                1 + before.codePointCount(line, before.length()));
    }

    private Optional<Node> document() {
        Optional<Node> root = Optional.empty();
        while (events.hasNext()) {
            var event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case DocumentStart -> {
                    if (root.isPresent()) {
                        throw new Stop(
                                place(event),
                                Problem.of("YAML:DOCUMENTS", "a second document begins here")
                                        .value("---")
                                        .expected("one document in a file")
                                        .advice("put it into a file of its own"));
                    }
                    root = Optional.of(node(events.next(), 1));
                }
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                        throw new IllegalStateException("outside of a document: " + event);
            }
        }
        if (root.isEmpty()) {
            throw new Stop(
                    new Place(file, 1, 1),
                    Problem.of("YAML:EMPTY", "there is nothing in the file")
                            .value("nothing but blanks and comments")
                            .expected("one document of YAML, such as `key: value`")
                            .advice("write it, or name another file"));
        }
        return root;
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:TOO_DEEP", "it is nested too deeply")
                            .value(depth + " levels")
                            .expected("at most " + DEEPEST + " levels")
                            .advice("look for a bracket that is not closed"));
        }
        int before = nodes;
        grow(event, 1);
        var node =
                switch (event) {
                    case AliasEvent alias -> alias(alias);
                    case ScalarEvent scalar -> scalar(scalar);
                    case MappingStartEvent mapping -> mapping(mapping, depth);
                    case CollectionStartEvent sequence -> sequence(sequence, depth);
                    default -> throw new IllegalStateException("unexpected " + event);
                };
        var anchored = new Anchored(node, nodes - before);
        anchor(event).ifPresent(anchor -> anchors.put(anchor, anchored));
        return node;
    }

    private void grow(Event event, int by) {
        nodes += by;
        if (nodes > MOST_NODES) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:TOO_LARGE", "it holds too many values")
                            .value("more than " + MOST_NODES)
                            .expected(
                                    "at most "
                                            + MOST_NODES
                                            + ", aliases counted as what they stand for")
                            .advice("leave out what is not needed"));
        }
    }

    /// An alias of the collection that holds it is not known yet: that is how cycles are refused.
    private Node alias(AliasEvent event) {
        if (++aliases > MOST_ALIASES) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:ALIASES", "too many aliases")
                            .value("*" + event.getAlias().getValue())
                            .expected("at most " + MOST_ALIASES)
                            .advice("write the value out where it is used"));
        }
        var anchored = anchors.get(event.getAlias());
        if (anchored == null) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:ALIASES", "nothing complete bears this name yet")
                            .value("*" + event.getAlias().getValue())
                            .expected("an anchor that stands before it")
                            .advice("put it into quotes if it is text"));
        }
        grow(event, anchored.size());
        return anchored.node();
    }

    private Node scalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        boolean quoted = event.getScalarStyle() != ScalarStyle.PLAIN;
        return !quoted && NOTHING.contains(event.getValue())
                ? new Node.Nothing(place(event))
                : new Node.Text(place(event), event.getValue(), quoted);
    }

    private Node sequence(CollectionStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        var elements = new ArrayList<Node>();
        for (var event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            elements.add(node(event, depth + 1));
        }
        return new Node.Sequence(place(start), List.copyOf(elements));
    }

    private Node mapping(MappingStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        var entries = new LinkedHashMap<String, Node.Entry>();
        for (var event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            var key = key(event);
            var value = node(events.next(), depth + 1);
            var earlier = entries.putIfAbsent(key, new Node.Entry(place(event), value));
            if (earlier != null) {
                problems.add(
                        place(event),
                        Problem.of("YAML:DUPLICATE_KEY", "this key stands here twice")
                                .value(key)
                                .expected("each key once")
                                .advice("remove one; the first is at " + earlier.key()));
            }
        }
        return new Node.Mapping(place(start), entries);
    }

    private String key(Event event) {
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar, scalar.getTag());
            return scalar.getValue();
        }
        throw new Stop(
                place(event),
                Problem.of("YAML:KEY", "a key is plain text, nothing else")
                        .value("?")
                        .expected("a word before the colon")
                        .advice("write the key as a word"));
    }

    private void refuseTag(Event event, Optional<String> tag) {
        tag.filter(name -> !name.equals("!"))
                .ifPresent(name ->
                        problems.add(
                                place(event),
                                Problem.of("YAML:TAG", "tags are not allowed")
                                        .value(name)
                                        .expected("a value without a tag")
                                        .advice("put text that is to stay text into quotes")));
    }

    private static Optional<Anchor> anchor(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getAnchor();
            case CollectionStartEvent collection -> collection.getAnchor();
            default -> Optional.empty();
        };
    }

    private Place place(Event event) {
        var mark = event.getStartMark();
        return new Place(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
    }

    /// Ends the reading at once; never leaves this class.
    private static final class Stop extends RuntimeException {

        private final transient Place place;
        private final transient Problem problem;

        Stop(Place place, Problem problem) {
            super(problem.toString());
            this.place = place;
            this.problem = problem;
        }
    }
}
