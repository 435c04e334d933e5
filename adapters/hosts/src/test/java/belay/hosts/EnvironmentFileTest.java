package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator's environment file says, as systemd reads it.
class EnvironmentFileTest {

    @TempDir Path directory;

    @Test
    void isReadAsSystemdReadsIt() throws Exception {
        assertThat(
                        read(
                                """
                                # a comment
                                ; another

                                PLAIN=one two   \s
                                EMPTY=
                                QUOTED="a # b \\" \\$c"
                                SINGLE='$HOME \\ "x"'
                                LONG=one\\
                                two
                                DOLLAR=p$ss${WORD}
                                  INDENTED= x
                                TWICE=1
                                TWICE=2
                                LINES="a
                                b"
                                """))
                .isEqualTo(
                        Map.of(
                                "PLAIN", "one two",
                                "EMPTY", "",
                                "QUOTED", "a # b \" $c",
                                "SINGLE", "$HOME \\ \"x\"",
                                "LONG", "onetwo",
                                "DOLLAR", "p$ss${WORD}",
                                "INDENTED", "x",
                                "TWICE", "2",
                                "LINES", "a\nb"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "export KEY=hunter2      | 2:1 | export",
                "KEY hunter2             | 2:1 | ignores this line",
                "`  KEY = hunter2` | 2:3 | ignores this line",
                "1KEY=hunter2            | 2:1 | ignores this line",
                "A.B=hunter2             | 2:1 | no name of a variable",
                "KEY=hunter2 # so        | 2:12 | behind the value of KEY",
                "KEY=-D\"hunter2\"       | 2:5 | quotes within the value of KEY",
                "KEY=\"a\" \"hunter2\"   | 2:5 | quotes within the value of KEY",
                "KEY='hunter2'b          | 2:5 | quotes within the value of KEY",
                "# comment \\             | 2:11 | backslash",
                "KEY=hunter2\\            | 2:5 | goes on",
                "KEY=\"hunter2            | line 2 | never closed, at column 5",
            })
    void whatSystemdWouldIgnoreOrMisreadIsRefusedWhereItStands(
            String line, String place, String reason) {
        assertThatThrownBy(() -> read("FIRST=1\n" + line))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:ENVIRONMENT")
                .hasMessageContaining(place)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsRefused() throws Exception {
        assertThatThrownBy(() -> EnvironmentFile.read(directory.resolve("none")))
                .hasMessageContaining("HOST:MISSING");
        Path latin = Files.write(directory.resolve("latin"), new byte[] {'A', '=', (byte) 0xe4});
        assertThatThrownBy(() -> EnvironmentFile.read(latin)).hasMessageContaining("not UTF-8");
    }

    private Map<String, String> read(String text) throws Exception {
        return EnvironmentFile.read(Files.writeString(directory.resolve("env"), text));
    }
}
