package belay.step;

import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Host;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.run.Site;
import belay.run.Step;
import belay.run.Undo;
import belay.system.ProductSystem.DatabaseSettings;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Every step that an upgrade, its rehearsal or its way back can take. As JSON it is the record's
/// components and its kind.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "step")
public sealed interface UpgradeStep extends Step
        permits CheckGates,
                TakeBackup,
                TryRestore,
                RestoreCopy,
                FollowProduction,
                StartAtBoot,
                NotAtBoot,
                CatchUp,
                PrepareHome,
                RunScripts,
                CopyBefore,
                RunAction,
                StartNode,
                StopNode,
                AskFacts,
                AwaitTasks,
                RunChecks,
                CheckHop,
                SeeRelease,
                SeeServed,
                FenceProduction,
                CopyProduction,
                Drain,
                PromoteCopy,
                CopyUnlogged,
                AdmitProduct,
                ShutNewSide,
                TakePort,
                HoldMoment,
                SwitchClients,
                OpenToClients,
                StartServerWork,
                StopServerWork,
                WatchOldSide,
                ProveBeforeOpening,
                ProveData,
                JudgeFindings,
                RemoveCopy,
                ConcludeRehearsal,
                RetireOldSide,
                CheckWayBack,
                FenceNewSide,
                CountLosses,
                SwitchBack,
                ReopenOldSide,
                VerifyBackup,
                RestoreProduction,
                RestoreHome,
                NoteWaiver,
                TakeDump,
                OpenSandbox,
                LoadDump,
                WriteDump,
                PlaceDump,
                CloseSandbox,
                ForgetDump {

    Undo CHANGES_NOTHING = new Undo.Nothing("it changes nothing");

    static World world(Site site) {
        return (World) site.ports();
    }

    static Host host(Site site) {
        return world(site).host();
    }

    static Plan plan(Site site) {
        return PlanJson.read(site.run().order().plan());
    }

    static DatabaseSettings settings(Site site) {
        return plan(site).system().database();
    }

    /// Reached as this run's present worker.
    static Databases databases(Site site) {
        return world(site).databases().under(site.run().id().text(), site.run().epoch());
    }

    static Endpoint production(Site site) {
        return world(site).databases().endpoint(settings(site));
    }

    static Endpoint endpoint(Site site, Copy copy) {
        return switch (copy) {
            case Copy.Server(var place) -> world(site).databases().endpoint(settings(site), place);
            case Copy.None() -> production(site);
            case Copy.Boxed(var sandbox) -> world(site).sandboxes().endpoint(sandbox);
            case Copy.Named(var database) -> production(site).database(database);
        };
    }

    /// Names what this run leaves on database servers; safe for slots.
    static String label(Site site) {
        return label(site.run().id().text());
    }

    static String label(String run) {
        return "belay_" + run.replace('-', '_');
    }
}
