package belay.hosts;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Which files of a package are wanted: all of them, or some by their path in the home.
sealed interface Wanted {

    record Whole() implements Wanted {}

    record Some(List<Path> files) implements Wanted {

        public Some {
            files = List.copyOf(files);
        }
    }

    /// What has to be unpacked for them. Where a wanted file is a link, or lies behind one, that is
    /// everything: what the link leads to has another name.
    default Predicate<Path> through(List<Path> links) {
        return switch (this) {
            case Whole _ -> _ -> true;
            case Some(var files) ->
                    files.stream().anyMatch(file -> links.stream().anyMatch(file::startsWith))
                            ? _ -> true
                            : files::contains;
        };
    }

    /// Added to the name of the package that is in a home.
    default String words() {
        return switch (this) {
            case Whole _ -> "";
            case Some(var files) -> " only " + files;
        };
    }
}
