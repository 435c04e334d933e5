package belay.release;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// The file that brings a release.
///
/// @param source where it is fetched from
/// @param sha256 lower-case hex; empty when the vendor gives none, then the report says so
/// @param strip leading directories taken off each entry when it is unpacked
@SuppressWarnings("AvoidCommonTypeNames") // the word that vendors use; belay imports it by name
public record Package(Source source, String sha256, int strip) {

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

        record Url(String url) implements Source {}

        /// The operator has to name it in `system.yaml` under `packages`.
        record Operator() implements Source {}
    }
}
