package belay.document;

import belay.problem.Answer;
import belay.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Everything that is wrong with what is being read, told together and always in the same order.
public final class Problems {

    private static final int MOST = 200;
    private static final int LONGEST = 200;

    private record Placed(Place place, Problem problem) {}

    private final List<Placed> found = new ArrayList<>();
    private final Set<Place> malformed = new HashSet<>();

    public void add(Place place, Problem problem) {
        var told = problem.value(shown(problem.value())).place(place.toString());
        found.add(new Placed(place, told));
    }

    /// What a stranger wrote may be long, and may try to steer a terminal.
    private static String shown(String value) {
        var line = new StringBuilder();
        value.codePoints()
                .limit(LONGEST)
                .map(letter -> Character.isISOControl(letter) ? ' ' : letter)
                .forEach(line::appendCodePoint);
        return value.length() > LONGEST ? line.append('…').toString() : line.toString();
    }

    public int count() {
        return found.size();
    }

    /// Adds a mistake of form. What else is said of the same place would only repeat it.
    void addMalformed(Place place, Problem problem) {
        add(place, problem);
        malformed.add(place);
    }

    /// Whether the form of what stands there is wrong already.
    public boolean malformed(Place place) {
        return malformed.contains(place);
    }

    public boolean none() {
        return found.isEmpty();
    }

    /// All of them, by file, line and column; beyond 200 the rest is left out.
    public List<Problem> all() {
        return found.stream()
                .sorted(
                        Comparator.comparing(Placed::place)
                                .thenComparing(placed -> placed.problem().code())
                                .thenComparing(placed -> placed.problem().value()))
                .map(Placed::problem)
                .distinct()
                .limit(MOST)
                .toList();
    }

    /// The value if nothing is wrong, else everything that is.
    public <T> Answer<T> answer(T value) {
        return none() ? Answer.of(value) : new Answer.Refused<>(all());
    }

    /// The value of `answer`, or `instead` after noting at `place` why there is none.
    public <T> T note(Place place, Answer<T> answer, T instead) {
        return switch (answer) {
            case Answer.Given<T>(var value) -> value;
            case Answer.Refused<T>(var problems) -> {
                problems.forEach(problem -> add(place, problem));
                yield instead;
            }
        };
    }
}
