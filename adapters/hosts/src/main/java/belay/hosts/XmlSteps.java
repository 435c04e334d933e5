package belay.hosts;

import belay.hosts.Document.Value;
import java.util.ArrayList;
import java.util.List;

/// Makes elements from the steps of a key.
final class XmlSteps {

    private XmlSteps() {}

    /// e.g. `b.c[id=x]@k` with the value 1 makes `<b><c id="x" k="1"/></b>`
    static String made(String rest, Value value) {
        List<String> steps = steps(rest);
        String last = steps.getLast();
        int sign = last.indexOf('@', last.lastIndexOf(']') + 1);
        String inner = value.raw();
        String attribute = "";
        if (sign >= 0) {
            attribute = " " + last.substring(sign + 1) + "=\"" + Xml.escaped(value.text()) + "\"";
            inner = "";
            last = last.substring(0, sign);
        }
        String made = element(last, attribute, inner);
        for (String step : steps.subList(0, steps.size() - 1).reversed()) {
            made = element(step, "", made);
        }
        return made;
    }

    private static String element(String step, String attribute, String inner) {
        int open = step.indexOf('[');
        String name = open < 0 ? step : step.substring(0, open);
        String identity = "";
        if (open >= 0) {
            String[] parts = step.substring(open + 1, step.length() - 1).split("=", 2);
            identity = " " + parts[0] + "=\"" + Xml.escaped(parts[parts.length - 1]) + "\"";
        }
        String head = "<" + name + identity + attribute;
        return inner.isEmpty() ? head + "/>" : head + ">" + inner + "</" + name + ">";
    }

    /// Dots within brackets part nothing.
    private static List<String> steps(String rest) {
        List<String> steps = new ArrayList<>();
        int begin = 0;
        int depth = 0;
        for (int i = 0; i < rest.length(); i++) {
            char one = rest.charAt(i);
            depth += one == '[' ? 1 : one == ']' ? -1 : 0;
            if (one == '.' && depth == 0) {
                steps.add(rest.substring(begin, i));
                begin = i + 1;
            }
        }
        steps.add(rest.substring(begin));
        return steps;
    }
}
