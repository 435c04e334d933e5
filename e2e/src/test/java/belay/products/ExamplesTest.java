package belay.products;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.plan.Planner;
import belay.plan.Proposal.Planned;
import belay.plan.Wish;
import belay.release.Packs;
import belay.system.SystemFile;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The packs and examples that Belay brings can be read, and lead where their pages say.
class ExamplesTest {

    private static final Path ROOT = Repository.root();

    @Test
    void keycloakGoesUpByWayOf25() {
        assertThat(way(Wish.latest("24.0.5"))).isEqualTo("24.0.5 25.0.6 26.7.3");
    }

    @Test
    void theStopAt25MayBeLeftOut() {
        assertThat(way(Wish.latest("24.0.5").without(Set.of("25.0.6")))).isEqualTo("24.0.5 26.7.3");
    }

    private static String way(Wish wish) {
        var pack = given(Packs.read(ROOT.resolve("packs/keycloak")));
        var system = given(SystemFile.read(ROOT.resolve("examples/keycloak/system.yaml")));
        var proposal = Planner.plan(pack, system, wish);
        assertThat(proposal).isInstanceOf(Planned.class);
        var plan = ((Planned) proposal).plan();
        var words = new StringBuilder(plan.from().text());
        plan.hops().forEach(hop -> words.append(' ').append(hop.release()));
        return words.toString();
    }
}
