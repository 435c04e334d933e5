package belay.api.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/// How pages and pictures look.
final class Styles {

    private static final Pattern COLOUR = Pattern.compile("(--[a-z]+): (#[0-9a-f]{6});");

    private Styles() {}

    static String page() {
        return resource("evidence.css") + resource("path.css");
    }

    /// The light colours written out: what shows pictures, other than a browser, knows no
    /// variables.
    static String picture() {
        var style = resource("path.css") + resource("picture.css");
        var light = resource("evidence.css").split("@media", 2)[0];
        var colours = COLOUR.matcher(light);
        while (colours.find()) {
            style = style.replace("var(" + colours.group(1) + ")", colours.group(2));
        }
        return style;
    }

    private static String resource(String name) {
        try (var stream = Styles.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
