package belay.document;

import java.util.Collection;
import java.util.Comparator;

/// Which of the known words a person may have meant.
public final class Near {

    /// Letters that may differ; a third of them in longer words.
    private static final int CLOSE = 2;

    private static final int LONGEST = 200;

    private Near() {}

    /// `did you mean odoo?`, or empty where no known word is near.
    public static String advice(String word, Collection<String> known) {
        return word.length() > LONGEST
                ? ""
                : known.stream()
                        .filter(candidate -> candidate.length() <= LONGEST)
                        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                        .filter(candidate ->
                                distance(word, candidate)
                                        <= Math.max(CLOSE, candidate.length() / 3))
                        .map(candidate -> "did you mean " + candidate + "?")
                        .orElse("");
    }

    /// How many letters have to be put in, taken out or changed.
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
