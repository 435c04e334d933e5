package belay.hosts;

import belay.outside.Fault;
import com.google.re2j.Pattern;
import java.net.URI;
import java.util.Locale;

/// Files of a Python package index: its page of a project links to each of them, as the Simple
/// Repository API has it (packaging.python.org, "Simple repository API", PEP 503).
///
/// @param address of the index, ending in `/`
record PackageIndex(URI address, Downloads downloads) {

    private static final Pattern LINK =
            Pattern.compile("(?i)<a\\s[^>]*?href\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final String SUM = "sha256=";
    private static final int MOST_PAGE = 32 << 20;

    /// The index in `BELAY_PYPI_INDEX`, else PyPI.
    static URI usual() {
        return URI.create(
                System.getenv().getOrDefault("BELAY_PYPI_INDEX", "https://pypi.org/simple/"));
    }

    /// A file of the index.
    ///
    /// @param sha256 as the index tells it; empty where it tells none
    record Linked(URI address, String sha256) {}

    Linked find(String project, String file) throws Fault {
        var page =
                address.resolve(project.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-") + "/");
        var links = LINK.matcher(downloads.text(page, MOST_PAGE));
        while (links.find()) {
            var written = links.group(1) == null ? links.group(2) : links.group(1);
            var link = written.replace("&amp;", "&");
            if (fileOf(link).equals(file)) {
                return linked(page, link);
            }
        }
        throw Faults.permanent(
                "NOT_FETCHED",
                page + " has no file " + file,
                "mend `file` of the package in the pack");
    }

    private static String fileOf(String link) {
        var path = link.split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1).replace("%2B", "+").replace("%21", "!");
    }

    private static Linked linked(URI page, String link) throws Fault {
        var parts = link.split("#", 2);
        try {
            return new Linked(
                    page.resolve(parts[0]),
                    parts.length > 1 && parts[1].startsWith(SUM)
                            ? parts[1].substring(SUM.length()).toLowerCase(Locale.ROOT)
                            : "");
        } catch (IllegalArgumentException wrong) {
            throw Faults.permanent("BAD_URL", page + " links to no address: " + link, "");
        }
    }
}
