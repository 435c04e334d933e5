package belay.api;

import belay.step.Finding;
import belay.step.Gates;
import java.util.List;

/// A plan and what every gate says of it now.
public record Checked(Outlook outlook, List<Finding> findings) {

    public Checked {
        findings = List.copyOf(findings);
    }

    /// Whether a production run may begin.
    public boolean open() {
        return Gates.open(findings);
    }
}
