package belay.postgres.load;

import belay.outside.Fault;

/// What a load asks of whoever keeps the server, since the job's role may not do it. Nothing of the
/// script is carried out there.
public interface Keeper {

    /// Makes a role that can neither log in nor do anything; one of that name is fine.
    ///
    /// @return whether there is such a role now; not if the server keeps the name for itself
    boolean role(String name) throws Fault, InterruptedException;
}
