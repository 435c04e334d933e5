package belay.release;

import belay.document.Keys;

/// Reads the facts of a pack that a plan is told.
final class KnowledgeReader {

    private final Keys pack;
    private final Stated stated;
    private final PartReader parts;

    KnowledgeReader(Keys pack, Stated stated, PartReader parts) {
        this.pack = pack;
        this.stated = stated;
        this.parts = parts;
    }

    Known knowledge(Imported imported) {
        parts.distinct(pack.mappings("rulebooks"), "name", "rulebook");
        return new Known(
                pack.texts("aliases"),
                pack.mappings("rulebooks").stream()
                        .map(book ->
                                new Known.Rulebook(
                                        book.text("name"),
                                        book.text("title", book.text("name")),
                                        stated.source(book),
                                        book.text("date", pack.text("date"))))
                        .toList(),
                pack.flag("open"),
                pack.text("track"),
                pack.mappings("package-kinds").stream()
                        .map(keys ->
                                new Known.Kind(
                                        keys.text("kind"),
                                        stated.range(keys, "for"),
                                        stated.range(keys, "from"),
                                        stated.grounds(keys)))
                        .toList(),
                pack.mappings("features").stream()
                        .map(keys ->
                                new Known.Feature(
                                        keys.text("name"),
                                        stated.range(keys, "in"),
                                        stated.grounds(keys)))
                        .toList(),
                pack.mappings("requirements").stream().map(this::requirement).toList(),
                pack.mappings("estimate").stream().map(this::factor).toList(),
                pack.mappings("support").stream().map(this::support).toList(),
                imported.edges(),
                imported.blocked(),
                imported.unread(),
                new Grounds("", pack.text("source"), pack.text("date")));
    }

    private Known.Requirement requirement(Keys keys) {
        return new Known.Requirement(
                keys.text("name"),
                stated.range(keys, "for"),
                keys.text("version"),
                keys.flag("newer-serves"),
                keys.flag("reboot"),
                keys.text("install"),
                stated.conditions(keys),
                stated.grounds(keys));
    }

    private Known.Support support(Keys keys) {
        return new Known.Support(
                keys.text("phase", "support"),
                stated.range(keys, "for"),
                keys.text("until"),
                stated.grounds(keys));
    }

    private Known.Factor factor(Keys keys) {
        return new Known.Factor(
                keys.text("name"),
                stated.range(keys, "for"),
                keys.flag("each-hop"),
                keys.flag("downtime"),
                Keys.scalars(keys.at("minutes")),
                keys.text("times", "1"),
                keys.text("over", "1"),
                stated.grounds(keys));
    }
}
