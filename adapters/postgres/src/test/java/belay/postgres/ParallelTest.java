package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ParallelTest {

    @Test
    void resultsComeInTheOrderOfTheWork() throws Exception {
        assertThat(Parallel.files(List.of(() -> 1, () -> 2, () -> 3))).containsExactly(1, 2, 3);
    }

    @Test
    void whatTheDiskRefusesInAWorkerReachesItsCallerAsItIs() {
        Callable<Integer> gone =
                () -> {
                    throw new NoSuchFileException("base/1");
                };
        Callable<Integer> walked =
                () -> {
                    throw new UncheckedIOException(new IOException("Input/output error"));
                };

        assertThatThrownBy(() -> Parallel.files(List.of(gone)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Parallel.files(List.of(walked)))
                .isInstanceOf(IOException.class)
                .hasMessage("Input/output error");
    }
}
