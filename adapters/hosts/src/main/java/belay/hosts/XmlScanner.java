package belay.hosts;

import belay.outside.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds where the pieces of an XML text stand, which the JDK's parsers do not tell exactly. The
/// text has been found sound and without a document type before, so little is left to know.
final class XmlScanner {

    private final String text;
    private final List<XmlElement.Comment> before = new ArrayList<>();
    private int at;
    private @Nullable XmlElement current;
    private @Nullable XmlElement root;

    private XmlScanner(String text) {
        this.text = text;
    }

    static XmlElement scan(String text) throws Fault {
        Xml.requireSound(text);
        var scanner = new XmlScanner(text);
        try {
            while (scanner.at < text.length()) {
                scanner.step();
            }
        } catch (StringIndexOutOfBoundsException | NumberFormatException wrong) {
            throw new IllegalStateException("the scanner lost its way at " + scanner.at, wrong);
        }
        if (scanner.root == null) {
            throw Documents.unreadable("there is no element");
        }
        return scanner.root;
    }

    private void step() {
        if (text.startsWith("<!--", at)) {
            int end = behind("-->", at);
            comments().add(new XmlElement.Comment(at, end));
            at = end;
        } else if (text.startsWith("<![CDATA[", at)) {
            int end = behind("]]>", at);
            words(text.substring(at + "<![CDATA[".length(), end - "]]>".length()));
            at = end;
        } else if (text.startsWith("<?", at)) {
            at = behind("?>", at);
        } else if (text.startsWith("</", at)) {
            close();
        } else if (text.charAt(at) == '<') {
            open();
        } else {
            int end = text.indexOf('<', at);
            end = end < 0 ? text.length() : end;
            words(Xml.decoded(text.substring(at, end)));
            at = end;
        }
    }

    private List<XmlElement.Comment> comments() {
        if (current != null) {
            return current.comments;
        }
        return root == null ? before : root.comments;
    }

    private int behind(String sign, int from) {
        return text.indexOf(sign, from) + sign.length();
    }

    private void words(String words) {
        if (current != null) {
            current.words.append(words);
        }
    }

    private void close() {
        XmlElement element = Objects.requireNonNull(current);
        element.closing = at;
        at = behind(">", at);
        element.end = at;
        current = element.parent;
    }

    private void open() {
        int nameEnd = at + 1;
        while (!isEndOfName(text.charAt(nameEnd))) {
            nameEnd++;
        }
        var element = new XmlElement(text.substring(at + 1, nameEnd), current, at);
        if (current == null) {
            root = element;
            element.comments.addAll(before);
        } else {
            current.children.add(element);
        }
        at = nameEnd;
        attributes(element);
        boolean itself = text.charAt(at) == '/';
        at += itself ? 2 : 1;
        element.opened = at;
        element.closing = at;
        element.end = at;
        current = itself ? current : element;
    }

    private static boolean isEndOfName(char one) {
        return Character.isWhitespace(one) || "=/>".indexOf(one) >= 0;
    }

    private void attributes(XmlElement element) {
        while (true) {
            int begin = at;
            skipBlanks();
            if (text.charAt(at) == '/' || text.charAt(at) == '>') {
                return;
            }
            int name = at;
            while (!isEndOfName(text.charAt(at))) {
                at++;
            }
            int nameEnd = at;
            at = text.indexOf('=', at) + 1;
            skipBlanks();
            int open = at;
            int end = text.indexOf(text.charAt(open), open + 1);
            element.attributes.add(
                    new XmlElement.Attribute(
                            text.substring(name, nameEnd),
                            Xml.decoded(text.substring(open + 1, end)),
                            begin,
                            open + 1,
                            end));
            at = end + 1;
        }
    }

    private void skipBlanks() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
