package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/// XML without a document type: nothing is fetched, nothing is included, no entity is defined.
final class Xml {

    private Xml() {}

    static void requireSound(String text) throws Fault {
        try {
            var factory = DocumentBuilderFactory.newNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            builder.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException wrong) {
            throw Documents.unreadable("line " + wrong.getLineNumber() + ": " + wrong.getMessage());
        } catch (SAXException | IOException wrong) {
            throw Documents.unreadable(String.valueOf(wrong.getMessage()));
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException("the JDK's parser knows these features", impossible);
        }
    }

    static String escaped(String text) {
        var raw = new StringBuilder();
        text.codePoints()
                .forEach(one -> {
                    switch (one) {
                        case '&' -> raw.append("&amp;");
                        case '<' -> raw.append("&lt;");
                        case '>' -> raw.append("&gt;");
                        case '"' -> raw.append("&quot;");
                        case '\'' -> raw.append("&apos;");
                        case '\n' -> raw.append("&#10;");
                        case '\r' -> raw.append("&#13;");
                        case '\t' -> raw.append("&#9;");
                        default -> raw.appendCodePoint(one);
                    }
                });
        return raw.toString();
    }

    static String decoded(String raw) {
        var text = new StringBuilder();
        for (int at = 0; at < raw.length(); ) {
            int end = raw.charAt(at) == '&' ? raw.indexOf(';', at) : -1;
            if (end < 0) {
                text.append(raw.charAt(at));
                at++;
            } else {
                text.appendCodePoint(meant(raw.substring(at + 1, end)));
                at = end + 1;
            }
        }
        return text.toString();
    }

    /// The parser has seen it: there is no other entity.
    private static int meant(String entity) {
        return switch (entity) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default ->
                    entity.startsWith("#x")
                            ? Integer.parseInt(entity.substring(2), 16)
                            : Integer.parseInt(entity.substring(1));
        };
    }
}
