package belay.document;

import static org.assertj.core.api.Assertions.assertThat;

import belay.document.TextFile.Text;
import belay.document.TextFile.Unfit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFileTest {

    @TempDir Path folder;

    @Test
    void aTextIsReadWithoutTheMarkOfItsByteOrder() throws IOException {
        var file = Files.writeString(folder.resolve("file"), Utf8.MARK + "two\nlines");

        assertThat(TextFile.read(file, 100)).isEqualTo(new Text("two\nlines"));
    }

    @Test
    void aPasswordIsOneLine() throws IOException {
        var file = Files.writeString(folder.resolve("file"), " secret word \r\n");

        assertThat(TextFile.secret(file)).isEqualTo(new Text("secret word"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', an empty file",
        "' \n', an empty file",
        "'a\nb', 'a file of several lines, or with other control characters'",
        "'a\0b', a file that is not UTF-8 text"
    })
    void whatIsNoPasswordIsSaidWithoutShowingIt(String text, String found) throws IOException {
        var file = Files.writeString(folder.resolve("file"), text);

        assertThat(TextFile.secret(file)).isEqualTo(new Unfit(found));
    }

    @Test
    void whatIsNoFileOfTextIsSaid() throws IOException {
        var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});

        assertThat(TextFile.secret(binary)).isEqualTo(new Unfit("a file that is not UTF-8 text"));
        assertThat(TextFile.secret(folder)).isEqualTo(new Unfit("a folder"));
        assertThat(TextFile.secret(folder.resolve("none"))).isEqualTo(new Unfit("no file"));
        assertThat(TextFile.read(binary, 1)).isEqualTo(new Unfit("a file of more than 1 bytes"));
    }
}
