package belay.api;

import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Host.Reply;
import belay.problem.Problem;
import belay.testkit.FakeHost;
import java.util.List;

/// A machine without programs.
final class NoPrograms implements FakeHost.Programs {

    @Override
    public Exit run(Invocation command) throws Fault {
        throw none(command.words().toString());
    }

    @Override
    public List<Integer> start(Invocation command) throws Fault {
        throw none(command.words().toString());
    }

    @Override
    public Reply answer(String process, Call call) throws Fault {
        throw none(process);
    }

    private static Fault none(String what) {
        return new Fault.Permanent(
                Problem.of("COMMAND:MISSING", "there is no such program").value(what));
    }
}
