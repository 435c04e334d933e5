package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import belay.step.Forecast;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutturnTest {

    private static final Forecast FORECAST =
            new Forecast(
                    Forecast.RUN,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(9));

    @Test
    void theErrorIsToldInPercentOfWhatWasLikely() {
        var longer = new Outturn(FORECAST, Duration.ofSeconds(5));

        assertThat(longer.errorPercent()).isEqualTo(25);
        assertThat(longer.words()).contains("25 % longer").doesNotContain("outside");
    }

    @Test
    void whatLiesOutsideOfTheForecastIsToldSo() {
        assertThat(new Outturn(FORECAST, Duration.ofSeconds(1)).words())
                .contains("75 % shorter", "outside");
    }
}
