package belay.archive;

import belay.archive.Archive.Entry;
import belay.archive.Archive.Kind;
import belay.problem.Safe;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What an archive may hold; one object checks one archive from its first entry to its last.
///
/// A symbolic link is let through when it is relative, stays inside, and nothing is written through
/// it. Its `..` may only stand in front: behind another link they would lead elsewhere than they
/// seem to.
final class EntryRules {

    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_PART = 200;
    private static final int SPECIAL_RIGHTS = 07000;

    /// Devices of Windows, whatever their ending.
    private static final Pattern RESERVED =
            Pattern.compile("(?i)^(con|prn|aux|nul|com\\d|lpt\\d)(\\.|$)");

    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:");

    private final Limits limits;
    private final int strip;
    private final Map<String, Entry> seen = new HashMap<>();
    private final Set<String> notDirectories = new HashSet<>();
    private int count;
    private long bytes;

    /// @param strip leading directories that are taken off
    EntryRules(Limits limits, int strip) {
        this.limits = limits;
        this.strip = strip;
    }

    /// Where the entry goes, its parts joined by `/`; empty if nothing is left of it.
    String check(Entry entry) throws DangerousArchive {
        count++;
        bytes += entry.size();
        require(count <= limits.entries(), entry, "more than " + limits.entries() + " entries");
        require(
                entry.size() >= 0 && bytes >= 0 && bytes <= limits.bytes(),
                entry,
                "more than " + limits.bytes() + " bytes");
        require(
                entry.size() <= Limits.SMALL
                        || entry.size() / Math.max(1, entry.packed()) <= limits.ratio(),
                entry,
                "packed more than " + limits.ratio() + " to 1");
        require(entry.kind() != Kind.OTHER, entry, "a hard link, device, pipe or sparse file");
        require(limits.links() || entry.kind() != Kind.LINK, entry, "a symbolic link");
        require(
                entry.kind() == Kind.DIRECTORY || (entry.mode() & SPECIAL_RIGHTS) == 0,
                entry,
                "setuid, setgid or sticky");
        List<String> parts = parts(entry);
        if (parts.isEmpty()) {
            return "";
        }
        remember(entry, String.join("/", parts));
        List<String> left = parts.size() > strip ? parts.subList(strip, parts.size()) : List.of();
        if (entry.kind() == Kind.LINK && !left.isEmpty()) {
            checkTarget(entry, left.size() - 1);
        }
        return String.join("/", left);
    }

    private static List<String> parts(Entry entry) throws DangerousArchive {
        String name = entry.name();
        require(
                !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME,
                entry,
                "a name longer than " + LONGEST_NAME + " bytes, or none");
        require(
                !name.startsWith("/") && !name.contains("\\") && !DRIVE.matcher(name).find(),
                entry,
                "an absolute name or a backslash");
        require(name.codePoints().allMatch(Safe::isPlain), entry, "a control character");
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty() || name.equals(".")) {
            require(entry.kind() == Kind.DIRECTORY, entry, "no name");
            return List.of();
        }
        List<String> parts = List.of(name.split("/", -1));
        for (String part : parts) {
            checkPart(entry, part);
        }
        return parts;
    }

    private static void checkPart(Entry entry, String part) throws DangerousArchive {
        require(
                !part.isEmpty() && !part.equals(".") && !part.equals(".."),
                entry,
                "an empty part, . or ..");
        require(
                part.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PART,
                entry,
                "a part longer than " + LONGEST_PART + " bytes");
        require(
                !part.startsWith("-") && !part.endsWith(" ") && !part.endsWith("."),
                entry,
                "a part that begins with - or ends with a blank or a dot");
        require(!RESERVED.matcher(part).find(), entry, "a name reserved by Windows");
    }

    /// Names that some file system takes for the same are refused; a directory may be named twice.
    private void remember(Entry entry, String name) throws DangerousArchive {
        String key = key(name);
        Entry before = seen.putIfAbsent(key, entry);
        boolean sameDirectory =
                before != null
                        && before.kind() == Kind.DIRECTORY
                        && entry.kind() == Kind.DIRECTORY
                        && before.name().equals(entry.name());
        require(before == null || sameDirectory, entry, "a name that is there already");
        if (entry.kind() != Kind.DIRECTORY) {
            notDirectories.add(key);
        }
    }

    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static void checkTarget(Entry entry, int depth) throws DangerousArchive {
        String target = entry.target();
        require(
                !target.isEmpty() && !target.startsWith("/") && !target.contains("\\"),
                entry,
                "a link that is not relative");
        require(
                target.codePoints().allMatch(Safe::isPlain),
                entry,
                "a link to a control character");
        int up = 0;
        boolean down = false;
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                up++;
                require(!down, entry, "a link that turns back on its way");
            } else {
                down = true;
            }
        }
        require(up <= depth, entry, "a link that leads out of the archive");
    }

    /// To be called after the last entry: now it is known what is used as a directory.
    void finish() throws DangerousArchive {
        for (Map.Entry<String, Entry> one : seen.entrySet()) {
            String name = one.getKey();
            for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
                require(
                        !notDirectories.contains(name.substring(0, slash)),
                        one.getValue(),
                        "a file or link used as a directory");
            }
        }
    }

    private static void require(boolean right, Entry entry, String what) throws DangerousArchive {
        if (!right) {
            throw new DangerousArchive("it holds " + what + ": " + Safe.name(entry.name()));
        }
    }
}
