package belay.run;

import belay.system.SystemName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An order and how far it has been carried out.
///
/// @param epoch raised by each pick-up; 0 before the first
/// @param committed whether the step after which there is no way back has been started
/// @param anews how often it went back to copy anew
/// @param cancel whether a person asked to cancel it
/// @param halt whether a person asked to halt it before the next step
/// @param pickers who has it in hand, or had it last; none or one
/// @param since when it came into its state
public record Run(
        Order order,
        RunState state,
        long epoch,
        Heading heading,
        boolean committed,
        int anews,
        boolean cancel,
        boolean halt,
        List<Picker> pickers,
        Instant created,
        Instant since,
        List<StepRecord> steps) {

    public Run {
        pickers = List.copyOf(pickers);
        steps = List.copyOf(steps);
    }

    public RunId id() {
        return order.id();
    }

    public SystemName system() {
        return order.system();
    }

    public Optional<StepRecord> step(String name) {
        return steps.stream().filter(step -> step.part().name().equals(name)).findFirst();
    }
}
