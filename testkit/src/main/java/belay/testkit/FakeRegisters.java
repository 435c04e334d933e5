package belay.testkit;

import belay.plan.PlanJson;
import belay.run.Backups;
import belay.run.Rehearsals;
import belay.run.Waivers;
import belay.system.SystemName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Belay's own registers in memory, as facts of their [Surroundings]: `backup-register ID`,
/// `rehearsal RUN`, `waiver SYSTEM CODE`.
public final class FakeRegisters {

    private final Surroundings around;

    public FakeRegisters(Surroundings around) {
        this.around = around;
    }

    private <T> List<T> all(String start, Class<T> type) {
        return around.below(start).stream()
                .map(name -> PlanJson.mapper().readValue(around.get(name), type))
                .toList();
    }

    private void put(String name, Object value) {
        around.put(name, PlanJson.mapper().writeValueAsString(value));
    }

    public Backups backups() {
        return new Backups() {
            @Override
            public void put(Backup backup) {
                FakeRegisters.this.put("backup-register " + backup.id(), backup);
            }

            @Override
            public Optional<Backup> find(String id) {
                return all("backup-register ", Backup.class).stream()
                        .filter(backup -> backup.id().equals(id))
                        .findFirst();
            }

            @Override
            public List<Backup> of(SystemName system) {
                return all("backup-register ", Backup.class).stream()
                        .filter(backup -> backup.system().equals(system))
                        .sorted(Comparator.comparing(Backup::takenAt).reversed())
                        .toList();
            }

            @Override
            public void remove(String id) {
                around.remove("backup-register " + id);
            }
        };
    }

    public Rehearsals rehearsals() {
        return new Rehearsals() {
            @Override
            public void put(Rehearsal rehearsal) {
                FakeRegisters.this.put("rehearsal " + rehearsal.run(), rehearsal);
            }

            @Override
            public Optional<Rehearsal> latest(String hash) {
                return all("rehearsal ", Rehearsal.class).stream()
                        .filter(rehearsal -> rehearsal.planHash().equals(hash))
                        .max(Comparator.comparing(Rehearsal::at));
            }
        };
    }

    public Waivers waivers() {
        return new Waivers() {
            @Override
            public void put(Waiver waiver) {
                FakeRegisters.this.put("waiver " + waiver.system() + " " + waiver.code(), waiver);
            }

            @Override
            public List<Waiver> of(SystemName system, Instant now) {
                return all("waiver ", Waiver.class).stream()
                        .filter(waiver -> waiver.system().equals(system))
                        .filter(waiver -> waiver.until().isAfter(now))
                        .toList();
            }

            @Override
            public void withdraw(SystemName system, String code) {
                around.remove("waiver " + system + " " + code);
            }
        };
    }
}
