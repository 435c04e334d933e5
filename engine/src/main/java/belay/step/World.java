package belay.step;

import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.run.Backups;
import belay.run.Ports;
import belay.run.Rehearsals;
import belay.run.Waivers;
import java.time.InstantSource;

/// Everything outside that the steps of an upgrade reach.
public record World(
        Databases databases,
        DumpFiles dumps,
        Sandboxes sandboxes,
        Host host,
        Backups backups,
        Rehearsals rehearsals,
        Waivers waivers,
        Moments moments,
        InstantSource clock)
        implements Ports {}
