package belay.release;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/// The file that brings a release, or the command that makes it.
///
/// @param source where it is fetched from
/// @param sha256 lower-case hex; empty when the vendor gives none, then the report says so
/// @param strip leading directories taken off each entry when it is unpacked
@SuppressWarnings("AvoidCommonTypeNames") // the word that vendors use; belay imports it by name
public record Package(Source source, String sha256, int strip) {

    /// Whether a sum of the pack tells a wrong file from the vendor's.
    public boolean summed() {
        return !sha256.isEmpty()
                || (source instanceof Source.Npm(_, _, var sha512) && !sha512.isEmpty());
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "from")
    public sealed interface Source {

        /// A file at hand.
        ///
        /// @param path absolute, or relative to the pack; a directory or an archive
        record Local(String path) implements Source {}

        /// A Maven artifact.
        ///
        /// @param coordinates `group:artifact:version:type`, from the local repository, else from
        ///   Maven Central
        record Maven(String coordinates) implements Source {}

        /// The tarball of an npm package, from the registry.
        ///
        /// @param name maybe with its scope, `@shop/server`
        /// @param sha512 lower-case hex; empty where the pack gives none
        record Npm(String name, String version, String sha512) implements Source {}

        /// One file of a release on PyPI, found in the package index.
        ///
        /// @param file its name, such as `shop-2.0-py3-none-any.whl`
        record PyPi(String name, String version, String file) implements Source {}

        record Url(String url) implements Source {}

        /// What a command makes in an empty directory, which `{package}` stands for.
        record Made(Command command, Duration within) implements Source {}

        /// The operator has to name it in `system.yaml` under `packages`.
        record Operator() implements Source {}

        /// Its kind and where it is from, for people.
        default String words() {
            return switch (this) {
                case Local(var path) -> "file " + path;
                case Maven(var coordinates) -> "Maven " + coordinates;
                case Npm(var name, var version, _) -> "npm " + name + "@" + version;
                case PyPi(var name, var version, var file) ->
                        "PyPI " + name + "==" + version + ", " + file;
                case Url(var url) -> url;
                case Made(var command, _) -> "command " + String.join(" ", command.words());
                case Operator _ -> "named by the operator";
            };
        }
    }
}
