package belay.step;

import belay.outside.Databases.Offer;
import belay.outside.Databases.Survey;
import belay.problem.Problem;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// By which route the data gets to the new side. It is chosen once, when the plan is made, and is
/// part of it: what is rehearsed is what production will do, and another choice is another plan.
///
/// @param wanted what the operator asks for, or the plan has chosen
/// @param offers what the server allows, best first
public record Routes(Route wanted, List<Offer> offers) {

    public Routes {
        offers = List.copyOf(offers);
    }

    public static Routes of(ProductSystem system, Survey survey) {
        return new Routes(system.database().route(), survey.offers());
    }

    /// Nothing where what is wanted is not possible.
    public Optional<Offer> chosen() {
        return offers.stream()
                .filter(offer -> wanted == Route.AUTO || offer.route() == wanted)
                .filter(Offer::possible)
                .findFirst();
    }

    /// The system as a plan carries it out. Where no route is possible it stays as it is, and the
    /// gates refuse it.
    public ProductSystem choose(ProductSystem system) {
        return chosen().map(offer -> system.by(offer.route())).orElse(system);
    }

    /// One for each route, and what is wrong if none can be taken.
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        var chosen = chosen();
        for (var offer : offers) {
            var gate = "route " + name(offer.route());
            boolean taken = chosen.filter(offer::equals).isPresent();
            var words = new ArrayList<String>();
            words.add(taken ? "chosen" : offer.possible() ? "possible" : "not possible");
            words.addAll(offer.possible() ? offer.remarks() : offer.hindrances());
            var found = words.getFirst() + (words.size() == 1 ? "" : ": " + rest(words));
            findings.add(offer.possible() ? Finding.ok(gate, found) : Finding.warning(gate, found));
        }
        if (chosen.isEmpty()) {
            findings.add(Finding.refused("route", none()));
        }
        return findings;
    }

    private static String rest(List<String> words) {
        return String.join("; ", words.subList(1, words.size()));
    }

    /// Names every hindrance itself: whoever reads it may see nothing else.
    private Problem none() {
        var possible =
                offers.stream()
                        .filter(Offer::possible)
                        .map(offer -> name(offer.route()))
                        .collect(Collectors.joining(" or "));
        return Problem.of(
                        "ROUTE:NONE",
                        wanted == Route.AUTO
                                ? "this database cannot be copied by any route"
                                : "this database cannot be copied by the route " + name(wanted))
                .value(
                        offers.stream()
                                .filter(offer -> !offer.possible())
                                .map(offer ->
                                        name(offer.route())
                                                + ": "
                                                + String.join(", ", offer.hindrances()))
                                .collect(Collectors.joining("; ")))
                .expected("a route without hindrances")
                .advice(
                        possible.isEmpty()
                                ? "Remove the hindrances of one of them, then plan again"
                                : "Remove its hindrances, or set database.route in system.yaml to "
                                        + possible
                                        + ", then plan again");
    }

    private static String name(Route route) {
        return route.name().toLowerCase(Locale.ROOT);
    }
}
