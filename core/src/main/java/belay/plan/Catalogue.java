package belay.plan;

import belay.document.Near;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.Packs;
import belay.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// All facts of the packs that were loaded, and the one door to ask them: thousands of questions
/// may be asked of one catalogue, from several threads.
public final class Catalogue {

    private static final int MOST_PACKS = 1_000;

    private final Map<String, Guide> guides;
    private final List<Problem> broken;

    private Catalogue(Map<String, Guide> guides, List<Problem> broken) {
        this.guides = guides;
        this.broken = List.copyOf(broken);
    }

    /// @param packs the later one counts where two are of one product
    public static Catalogue of(List<Pack> packs) {
        return of(packs, List.of());
    }

    /// @param broken what is wrong with the packs that cannot be read; told to whoever asks for a
    ///   product that no other pack is for
    public static Catalogue of(List<Pack> packs, List<Problem> broken) {
        var guides = new LinkedHashMap<String, Guide>();
        for (var pack : packs) {
            var guide = new Guide(pack);
            pack.known().aliases().forEach(alias -> guides.put(alias, guide));
            guides.put(pack.product(), guide);
        }
        return new Catalogue(guides, broken);
    }

    /// What is wrong with the packs that are not here because they cannot be read.
    public List<Problem> broken() {
        return broken;
    }

    /// Reads every folder that holds a pack.
    ///
    /// @param folders packs, or folders of packs
    public static Answer<Catalogue> read(List<Path> folders) {
        var packs = new ArrayList<Pack>();
        var problems = new ArrayList<Problem>();
        for (var folder : folders) {
            for (var directory : directories(folder)) {
                switch (Packs.read(directory)) {
                    case Answer.Given<Pack>(var pack) -> packs.add(pack);
                    case Answer.Refused<Pack>(var wrong) -> problems.addAll(wrong);
                }
            }
        }
        return problems.isEmpty() ? Answer.of(of(packs)) : new Answer.Refused<>(problems);
    }

    private static List<Path> directories(Path folder) {
        if (Files.exists(folder.resolve(Packs.FILE))) {
            return List.of(folder);
        }
        try (var inside = Files.list(folder)) {
            return inside.filter(directory -> Files.exists(directory.resolve(Packs.FILE)))
                    .sorted()
                    .limit(MOST_PACKS)
                    .toList();
        } catch (IOException unreadable) {
            return List.of(folder);
        }
    }

    /// The pack for a product, by its name or an alias.
    public Answer<Pack> pack(String product) {
        return guide(product).then(guide -> Answer.of(guide.pack()));
    }

    /// Every pack once, by the names of their products.
    public List<Pack> packs() {
        return guides.values().stream()
                .map(Guide::pack)
                .distinct()
                .sorted(Comparator.comparing(Pack::product))
                .toList();
    }

    /// The products of which there is a pack, without their aliases.
    public List<String> products() {
        return guides.values().stream()
                .map(guide -> guide.pack().product())
                .distinct()
                .sorted()
                .toList();
    }

    /// Which known issues hit the path that a question asks for, and the set-up that it tells.
    ///
    /// @param question without `to` about the release that runs alone; without both about none
    /// @return refused if there is no such path, for the reasons of the plan
    public Answer<List<Judged>> issues(Question question) {
        return guide(question.product())
                .then(guide ->
                        path(guide, question)
                                .then(path ->
                                        Answer.of(
                                                Judged.all(
                                                        guide.pack(),
                                                        path,
                                                        question.situation()))));
    }

    private static Answer<List<Release>> path(Guide guide, Question question) {
        var to = question.wish().to();
        if (question.from().isEmpty() || to.isEmpty()) {
            return releases(guide, to.isEmpty() ? question.from() : List.of(to));
        }
        var reply = guide.answer(question);
        return switch (reply.answer()) {
            case PLAN, NOTHING ->
                    releases(
                            guide,
                            Stream.concat(
                                            question.from().stream(),
                                            reply.hops().stream()
                                                    .filter(hop -> !hop.kind().equals("hotfix"))
                                                    .map(Reply.Step::release))
                                    .toList());
            case REFUSED, UNREACHABLE -> new Answer.Refused<>(reply.reasons());
        };
    }

    private static Answer<List<Release>> releases(Guide guide, List<String> written) {
        var found = new ArrayList<Release>();
        for (var text : written) {
            switch (guide.release(text)) {
                case Answer.Given<Release>(var release) -> found.add(release);
                case Answer.Refused<Release>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
            }
        }
        return Answer.of(found);
    }

    public Reply answer(Question question) {
        return switch (guide(question.product())) {
            case Answer.Given<Guide>(var guide) -> guide.answer(question);
            case Answer.Refused<Guide>(var problems) ->
                    Reply.without(Reply.Kind.REFUSED, question, "", problems);
        };
    }

    /// Answers one line of a batch: the options, and the answer to them.
    public String answerLine(String line) {
        return switch (Question.read(line)) {
            case Answer.Given<Question>(var question) -> answerLine(question);
            case Answer.Refused<Question>(var problems) -> refusal(line, problems);
        };
    }

    public String answerLine(Question question) {
        return line(answer(question).json());
    }

    /// The answer to a line that is no question.
    public static String refusal(String line, List<Problem> problems) {
        return line(Reply.notUnderstood(Question.options(line), problems));
    }

    private static String line(ObjectNode json) {
        return PlanJson.mapper().writeValueAsString(json);
    }

    private Answer<Guide> guide(String product) {
        var asked = named(product);
        var guide = guides.get(asked);
        return guide != null
                ? Answer.of(guide)
                : new Answer.Refused<>(
                        Stream.concat(Stream.of(unknown(product)), broken.stream()).toList());
    }

    private Problem unknown(String product) {
        return Problem.of("CATALOGUE:UNKNOWN_PRODUCT", "no pack is for this product")
                .value(product)
                .expected("one of " + String.join(", ", products()))
                .advice(
                        (Near.advice(named(product), guides.keySet())
                                        + " BELAY_PACKS may name a folder that holds its pack")
                                .strip());
    }

    /// `WSO2 Carbon` is asked for as well as `wso2-carbon`.
    private static String named(String product) {
        return product.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-");
    }
}
