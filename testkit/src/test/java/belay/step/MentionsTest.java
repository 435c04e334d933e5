package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.Hop;
import belay.proof.TableName;
import belay.release.Action;
import belay.release.Change;
import belay.release.ReleaseId;
import belay.system.ProductSystem.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where a person looks for what made a difference.
class MentionsTest {

    private static final List<Hop> HOPS =
            List.of(
                    hop("2.0", "hops/2.0.sql", "UPDATE \"Setting\" SET value = 1", "public.note"),
                    hop("2.3", "hops/2.3.sql", "DELETE FROM job; DROP TABLE note", "public.set.*"));

    @Test
    void theHopsWhoseScriptsOrChangesMentionTheTableAreTold() {
        assertThat(mentions("job")).isEqualTo(" (mentioned by the hop to 2.3: hops/2.3.sql)");
        assertThat(mentions("setting"))
                .isEqualTo(" (mentioned by the hop to 2.0: hops/2.0.sql; to 2.3: changes)");
        assertThat(mentions("note"))
                .isEqualTo(" (mentioned by the hop to 2.0: changes; to 2.3: hops/2.3.sql)");
    }

    @Test
    void aPartOfAnotherNameIsNoMention() {
        assertThat(mentions("jo")).isEmpty();
        assertThat(mentions("value1")).isEmpty();
    }

    private static String mentions(String table) {
        return Mentions.of(HOPS, new TableName("public", table));
    }

    private static Hop hop(String release, String script, String text, String changed) {
        var like = Scene.notes(Route.TEMPLATE).hops().getFirst();
        return new Hop(
                new ReleaseId(release),
                like.because(),
                like.kind(),
                like.kindBecause(),
                List.of(),
                List.of(),
                List.of(),
                like.runtimes(),
                List.of(new Action.Sql(script, text)),
                List.of(),
                like.files(),
                List.of(new Change(changed, Change.Kind.ROWS, List.of(), "because")),
                List.of(),
                List.of(),
                "");
    }
}
