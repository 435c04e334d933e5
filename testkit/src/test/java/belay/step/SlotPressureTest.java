package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Databases;
import belay.outside.Databases.Remains;
import belay.outside.Databases.Slot;
import belay.outside.Fault;
import belay.outside.Host;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotPressureTest {

    private static final long FREE = 1_000;
    private static final DatabaseSettings PRODUCTION =
            new DatabaseSettings(
                    "postgresql",
                    "127.0.0.1",
                    5432,
                    "shop",
                    "belay",
                    "",
                    "shop",
                    "",
                    Route.PHYSICAL,
                    new Promotion(List.of(), List.of()),
                    "",
                    0);

    @Test
    void aSlotIsToldFromHalfOfWhatTheServerAllowsOn() throws Fault {
        assertThat(high(100, new Slot("belay_a", false, 49), new Slot("belay_b", true, 50)))
                .containsExactly(new SlotPressure("belay_b", true, 50, 100));
    }

    @Test
    void whereTheServerAllowsAnyAmountTheDiskIsTheLimit() throws Fault {
        assertThat(high(-1, new Slot("belay_a", false, 499), new Slot("belay_b", false, 500)))
                .containsExactly(new SlotPressure("belay_b", false, 500, FREE));
    }

    private static List<SlotPressure> high(long limit, Slot... slots) throws Fault {
        var directory = limit < 0 ? "/data" : "";
        var remains = new Remains(List.of(slots), List.of(), List.of(), limit, directory);
        return SlotPressure.of(
                answering(Databases.class, "remains", remains),
                answering(Host.class, "freeBytes", FREE),
                PRODUCTION);
    }

    private static <T> T answering(Class<T> port, String asked, Object answer) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo(asked);
                            return answer;
                        }));
    }
}
