package belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "9949, 9.9 s",
        "9950, 10 s",
        "59499, 59 s",
        "59500, 1 min",
        "200000, 3 min 20 s",
        "3600000, 1 h",
        "7500000, 2 h 5 min",
        "273600000, 3 d 4 h",
        "-1500, -1.5 s"
    })
    void saysDurations(long millis, String words) {
        assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "41000, 41 kB", "999600, 1.0 MB", "1310000000, 1.3 GB"})
    void saysSizes(long bytes, String words) {
        assertThat(Words.bytes(bytes)).isEqualTo(words);
    }

    @Test
    void aMessageOfSeveralLinesIsOneLineAndReads() {
        assertThat(Words.oneLine("ERROR:  boom\r\n\n  DETAIL:  Key (id)=(1).\nHINT: none\u001b"))
                .isEqualTo("ERROR:  boom; DETAIL:  Key (id)=(1). HINT: none\\x1b");
    }

    @Test
    void theUnitOfWhatIsCountedIsSaidOnce() {
        assertThat(Words.progress(0, 300, "seconds at most")).isEqualTo("0 of 300 seconds at most");
        assertThat(Words.progress(561_000_000, 1_300_000_000, "bytes"))
                .isEqualTo("561 MB of 1.3 GB");
    }

    @Test
    void showsWhatWouldBeHidden() {
        assertThat(Words.visible("\u001b[2Jgone\r\n\u202efdp.exe\u0085"))
                .isEqualTo("\\x1b[2Jgone\\x0d\\x0a\\u202efdp.exe\\x85");
        assertThat(Words.visible("naïve 資料 ☂ 🧗")).isEqualTo("naïve 資料 ☂ 🧗");
    }
}
