package belay.clean;

import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.system.ProductSystem.Retention;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Which backups a retention keeps, and as what: the newest of each day, week and month, counted
/// over those that have one. One whose trial failed counts for nothing.
final class Retained {

    private Retained() {}

    /// @param newestFirst of one system
    /// @return id → why it is kept
    static Map<String, String> of(List<Backup> newestFirst, Retention retention) {
        var kept = new LinkedHashMap<String, String>();
        var usable =
                newestFirst.stream()
                        .filter(backup -> !(backup.trial() instanceof Trial.Failed))
                        .toList();
        keep(kept, usable, "monthly", retention.monthly(), YearMonth::from);
        keep(
                kept,
                usable,
                "weekly",
                retention.weekly(),
                day ->
                        day.get(IsoFields.WEEK_BASED_YEAR)
                                + "-"
                                + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        keep(kept, usable, "daily", retention.daily(), Function.identity());
        return kept;
    }

    /// Until when one is kept by its own age: as many days as have one; where no days are kept as
    /// many weeks, else months.
    static Instant until(Backup backup, Retention retention) {
        var taken = backup.takenAt().atZone(ZoneOffset.UTC);
        if (retention.daily() > 0) {
            return taken.plusDays(retention.daily()).toInstant();
        }
        return retention.weekly() > 0
                ? taken.plusWeeks(retention.weekly()).toInstant()
                : taken.plusMonths(retention.monthly()).toInstant();
    }

    private static void keep(
            Map<String, String> kept,
            List<Backup> newestFirst,
            String as,
            int most,
            Function<LocalDate, ?> period) {
        Set<Object> seen = new HashSet<>();
        for (var backup : newestFirst) {
            var day = LocalDate.ofInstant(backup.takenAt(), ZoneOffset.UTC);
            if (seen.size() < most && seen.add(period.apply(day))) {
                kept.put(backup.id(), as);
            }
        }
    }
}
