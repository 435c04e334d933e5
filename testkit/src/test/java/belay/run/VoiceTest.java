package belay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Problem;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoiceTest {

    private final List<String> written = new ArrayList<>();
    private int silent;

    @Test
    void whatTheJournalDoesNotTakeIsSaidTheNextTime() throws Exception {
        var voice =
                new Voice(new Hold(journal(), new Claim(new RunId("20261121-0903-k7q2"), 1)), 3);
        voice.at(5, 10, "rows");
        voice.add("one");
        voice.add("two");

        silent = 1;
        assertThatThrownBy(voice::flush).isInstanceOf(Fault.Transient.class);
        voice.flush();
        voice.flush();

        assertThat(written).containsExactly("progress 3 5 10 rows", "note one", "note two");
    }

    @Test
    void aLineThatWasNotTakenKeepsItsPlace() throws Exception {
        var voice =
                new Voice(new Hold(journal(), new Claim(new RunId("20261121-0903-k7q2"), 1)), 3);
        voice.add("one");
        voice.add("two");

        silent = 1;
        assertThatThrownBy(voice::flush).isInstanceOf(Fault.Transient.class);
        voice.add("three");
        voice.flush();

        assertThat(written).containsExactly("note one", "note two", "note three");
    }

    /// A journal that is written to and, for a while, does not answer.
    private Journal journal() {
        return (Journal)
                Proxy.newProxyInstance(
                        Journal.class.getClassLoader(),
                        new Class<?>[] {Journal.class},
                        (_, method, arguments) -> {
                            if (silent > 0) {
                                silent--;
                                throw new Fault.Transient(
                                        Problem.of("STORE:AWAY", "it does not answer"));
                            }
                            var words = new ArrayList<String>(List.of(method.getName()));
                            Arrays.stream(arguments)
                                    .skip(1)
                                    .forEach(argument -> words.add(String.valueOf(argument)));
                            written.add(String.join(" ", words));
                            return null;
                        });
    }
}
