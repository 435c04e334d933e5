package belay.postgres.load;

import belay.outside.Fault;

/// Something that runs in a session beside the script's own.
///
/// The board calls all but [#run(Session)] while it is locked, and nobody else does.
interface Job {

    /// Whether a session, or another one, can be of use now.
    boolean wanted();

    /// @param processors how many of the machine's it has for itself
    void taken(int processors);

    /// A session has done its part.
    ///
    /// @return whether the job is done
    boolean left();

    /// What it must not run beside.
    Claims claims();

    /// The heaviest job that is wanted goes first, so that none of them is alone at the end.
    long weight();

    /// Letters of its text, which is kept until it is done.
    int size();

    /// @throws Fault with the line of the script that is to blame
    void run(Session session) throws Fault, InterruptedException;
}
