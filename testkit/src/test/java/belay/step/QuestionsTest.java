package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Host.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is taken from an answer.
class QuestionsTest {

    private static final Reply REPLY =
            new Reply(
                    200,
                    Map.of(),
                    """
                    {
                      "total": 2,
                      "users": [
                        {"name": "zoe", "roles": ["b", "a"]},
                        {"name": "ada", "roles": []}
                      ],
                      "realms": {"two": {"id": 2}, "one": {"id": 1}},
                      "none": []
                    }
                    """);

    @ParameterizedTest
    @CsvSource({
        "/total, 2",
        "/users/0/name, zoe",
        "/users/*/name, 'ada\nzoe'",
        "/users/*/roles/*, 'a\nb'",
        "/realms/*/id, '1\n2'",
        "/none/*/name, ''",
        "status, 200"
    })
    void everyMemberIsTakenInOneOrderWhateverThatOfTheAnswerIs(String what, String taken)
            throws Exception {
        assertThat(Questions.taken(REPLY, what)).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/absent", "/absent/*", "/total/*", "/users/*/absent"})
    void whatIsNotThereIsNoAnswer(String what) {
        assertThatThrownBy(() -> Questions.taken(REPLY, what))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(what);
    }

    @Test
    void whatIsNoJsonHasNoMembers() {
        var page = new Reply(200, Map.of(), "<html>");

        assertThatThrownBy(() -> Questions.taken(page, "/users/*/name")).isInstanceOf(Fault.class);
    }
}
