package belay.step;

import belay.plan.PlanJson;
import belay.release.Package;
import belay.run.Site;
import java.util.List;

/// What belongs to one run and not to its plan.
///
/// @param packDirectory where the pack lies on the machine that gave the order
/// @param systemFile the operator's `system.yaml`, in which the new address is written; may be
///   empty
/// @param keep whether a rehearsal's copy stays for a person to look at
/// @param acceptedLoss whether the operator has accepted what a way back loses
/// @param current packages of the release that runs now, which tell what the operator has changed
///   in its files; may be empty
/// @param forecasts how long the run was expected to take; empty where nothing was known
public record Options(
        String packDirectory,
        String systemFile,
        boolean keep,
        boolean acceptedLoss,
        List<Package> current,
        List<Forecast> forecasts) {

    public Options {
        current = List.copyOf(current);
        forecasts = List.copyOf(forecasts);
    }

    /// The same with what is expected of the run.
    public Options forecast(List<Forecast> expected) {
        return new Options(packDirectory, systemFile, keep, acceptedLoss, current, expected);
    }

    static Options of(Site site) {
        return read(site.run().order().options());
    }

    public static Options read(String json) {
        return PlanJson.mapper().readValue(json, Options.class);
    }

    public String json() {
        return PlanJson.canonical(this);
    }
}
