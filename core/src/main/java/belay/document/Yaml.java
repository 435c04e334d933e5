package belay.document;

import belay.problem.Problem;
import java.nio.charset.CharacterCodingException;
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
        var start = new Place(file, 1, 1);
        if (bytes.length > LARGEST_FILE) {
            problems.add(
                    start,
                    Problem.of("YAML:TOO_LARGE", "the file is too large")
                            .value(bytes.length + " bytes")
                            .expected("at most " + LARGEST_FILE + " bytes"));
            return Optional.empty();
        }
        try {
            return new Yaml(file, problems, Utf8.read(bytes)).document();
        } catch (CharacterCodingException notText) {
            problems.add(
                    start,
                    Problem.of("YAML:NOT_TEXT", "the file is not UTF-8 text")
                            .expected("a file of YAML")
                            .advice("name another file, or save this one as UTF-8"));
        } catch (Stop stop) {
            problems.add(stop.place, stop.problem);
        } catch (MarkedYamlEngineException syntax) {
            var place =
                    syntax.getProblemMark()
                            .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                            .orElse(start);
            problems.add(place, syntax("not YAML: " + syntax.getProblem()));
        } catch (YamlEngineException syntax) {
            problems.add(start, syntax("not YAML: " + syntax.getMessage()));
        }
        return Optional.empty();
    }

    private static Problem syntax(String reason) {
        return Problem.of("YAML:SYNTAX", reason)
                .advice("look at this line and the one before it: indentation, quotes, brackets");
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
                                        .expected("one document in a file"));
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
                            .expected("one document of YAML")
                            .advice("write it, or name another file"));
        }
        return root;
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:TOO_DEEP", "it is nested too deeply")
                            .expected("at most " + DEEPEST + " levels"));
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
                            .expected(
                                    "at most "
                                            + MOST_NODES
                                            + ", aliases counted as what they stand for"));
        }
    }

    /// An alias of the collection that holds it is not known yet: that is how cycles are refused.
    private Node alias(AliasEvent event) {
        if (++aliases > MOST_ALIASES) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:ALIASES", "too many aliases")
                            .expected("at most " + MOST_ALIASES)
                            .advice("write the value out where it is used"));
        }
        var anchored = anchors.get(event.getAlias());
        if (anchored == null) {
            throw new Stop(
                    place(event),
                    Problem.of("YAML:ALIASES", "nothing complete bears this name yet")
                            .expected("an anchor that stands before it")
                            .value("*" + event.getAlias().getValue()));
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
                        .expected("a word before the colon"));
    }

    private void refuseTag(Event event, Optional<String> tag) {
        tag.filter(name -> !name.equals("!"))
                .ifPresent(name ->
                        problems.add(
                                place(event),
                                Problem.of("YAML:TAG", "tags are not allowed")
                                        .value(name)
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
