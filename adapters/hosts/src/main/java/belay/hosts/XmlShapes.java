package belay.hosts;

import belay.outside.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the elements that have nothing to tell them apart by. In all versions of a file that are
/// merged, such a group must be seen alike: as one value, if it is one in any of them.
final class XmlShapes {

    private enum Shape {
        ALONE,
        NAMED,
        WHOLE
    }

    private XmlShapes() {}

    /// Paths of groups that are one value.
    ///
    /// @param texts the versions of a file, by the names under which a fault tells of them
    static Set<String> whole(Map<String, String> texts) throws Fault {
        Map<String, Shape> shapes = new HashMap<>();
        for (Map.Entry<String, String> one : texts.entrySet()) {
            if (!one.getValue().isBlank()) {
                XmlElement root = scan(one.getKey(), one.getValue());
                collect(root.name, root, shapes);
            }
        }
        Set<String> whole = new HashSet<>();
        shapes.forEach((path, shape) -> {
            if (shape == Shape.WHOLE) {
                whole.add(path);
            }
        });
        return whole;
    }

    private static XmlElement scan(String name, String text) throws Fault {
        try {
            return XmlScanner.scan(text);
        } catch (Fault.Permanent wrong) {
            throw Faults.in(name, wrong);
        }
    }

    private static void collect(String path, XmlElement element, Map<String, Shape> shapes) {
        groups(element)
                .forEach((name, group) -> {
                    shapes.merge(
                            path + "." + name,
                            shape(group),
                            (one, other) -> one == other ? one : Shape.WHOLE);
                    group.forEach(one -> collect(path + "." + one.step(), one, shapes));
                });
    }

    static Map<String, List<XmlElement>> groups(XmlElement element) {
        Map<String, List<XmlElement>> groups = new LinkedHashMap<>();
        element.children.forEach(
                one -> groups.computeIfAbsent(one.name, _ -> new ArrayList<>()).add(one));
        return groups;
    }

    private static Shape shape(List<XmlElement> group) {
        long names = group.stream().map(XmlElement::step).distinct().count();
        boolean named = group.stream().allMatch(one -> one.identity().isPresent());
        if (named && names == group.size()) {
            return isMixed(group) ? Shape.WHOLE : Shape.NAMED;
        }
        return group.size() == 1 && !isMixed(group) ? Shape.ALONE : Shape.WHOLE;
    }

    /// Words between elements belong to no key.
    private static boolean isMixed(List<XmlElement> group) {
        return group.stream().anyMatch(one -> !one.children.isEmpty() && !one.text().isEmpty());
    }
}
