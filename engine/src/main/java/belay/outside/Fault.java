package belay.outside;

import belay.problem.Problem;

/// Something outside Belay failed: a host, a database, a disk. Bugs are never faults.
///
/// A method that touches the outside declares `throws Fault`; one that does not, does not.
public abstract sealed class Fault extends Exception {

    private final transient Problem problem;

    private Fault(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    private Fault(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /// May pass by itself: it is tried again, a bounded number of times.
    public static final class Transient extends Fault {
        private static final long serialVersionUID = 1;

        public Transient(Problem problem) {
            super(problem);
        }

        public Transient(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /// Waits for a person.
    public static final class Permanent extends Fault {
        private static final long serialVersionUID = 1;

        public Permanent(Problem problem) {
            super(problem);
        }

        public Permanent(Problem problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /// Another worker has taken the run over: whoever gets this does nothing more.
    public static final class Superseded extends Fault {
        private static final long serialVersionUID = 1;

        public Superseded(Problem problem) {
            super(problem);
        }
    }
}
