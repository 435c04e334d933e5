package belay.step;

import belay.outside.Carriage.Fate;
import belay.outside.Databases.AtBoot;
import belay.outside.Fault;
import belay.plan.Obstacle;
import belay.problem.Problem;
import belay.system.ProductSystem.DatabaseSettings;
import java.util.List;
import java.util.stream.Stream;

/// What does not come along to the new side until somebody answers for it by name.
public final class LeftBehind {

    static final String START_AT_BOOT = "start at boot";

    private LeftBehind() {}

    static Obstacle obstacle(String thing, String why) {
        return new Obstacle(
                "carried",
                thing,
                Problem.of("CARRY:LEFT_BEHIND", "this does not come along to the new side")
                        .value(thing + ": " + why)
                        .expected("somebody who sees to it")
                        .advice(
                                "belay waive SYSTEM '"
                                        + thing
                                        + "' --why 'who does what about it' answers for it"));
    }

    /// The names under which somebody can answer for it, by whichever route the data is copied.
    public static List<String> names(World world, DatabaseSettings database) throws Fault {
        return Stream.concat(
                        world.databases().survey(database).offers().stream()
                                .flatMap(offer -> offer.carriages().stream())
                                .filter(carriage -> carriage.fate() instanceof Fate.LeftBehind)
                                .map(carriage -> carriage.thing()),
                        world.databases().atBoot(database).manner() == AtBoot.Manner.FORBIDDEN
                                ? Stream.of(START_AT_BOOT)
                                : Stream.<String>empty())
                .distinct()
                .toList();
    }
}
