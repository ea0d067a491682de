import cluster from "node:cluster";
import type { WorkerDoors } from "../program/run-workers.ts";
import type { FromWorker, ToWorker, WorkerProcesses } from "../workers/messages.ts";
import type { SupervisorChannel, WorkerIdentity } from "../workers/worker-link.ts";

/** What tells a process which worker it is. */
const identityVariable = "GENAI_COLLECTOR_WORKER";

/**
 * Workers as processes of this program, with its arguments. The supervisor accepts the connections of shared ports and
 * deals them out in turn, so that each worker gets as many, and none is refused while one is being replaced.
 */
function clusterProcesses(count: number, instanceId: string): WorkerProcesses {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ args: process.argv.slice(2), execArgv: process.execArgv });
  return {
    start(index, told) {
      const identity: WorkerIdentity = { index, count, instanceId };
      const worker = cluster.fork({ [identityVariable]: JSON.stringify(identity) });
      worker.on("message", (message: FromWorker) => told.message(message));
      worker.once("exit", (code, signal) => told.ended({ code, signal }));
      // What cannot be sent any more goes to a process that has ended: that is told by itself.
      worker.on("error", () => undefined);
      return {
        send: (message: ToWorker) => {
          if (worker.isConnected()) worker.send(message);
        },
        kill: () => worker.process.kill("SIGKILL"),
      };
    },
  };
}

/** Which worker this process is, and its way to the supervisor; undefined where it is none. */
function ownWorker(): { readonly identity: WorkerIdentity; readonly channel: SupervisorChannel } | undefined {
  const text = process.env[identityVariable];
  if (!cluster.isWorker || text === undefined) return undefined;
  return {
    identity: JSON.parse(text) as WorkerIdentity,
    channel: {
      send: (message) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
      },
      onMessage: (hear) => void process.on("message", (message: ToWorker) => hear(message)),
      onLost: (lost) => void process.once("disconnect", lost),
      // Behind whatever is still to be sent: messages go out in their order.
      close: () => void process.send?.({ kind: "last" }, undefined, undefined, () => process.disconnect?.()),
    },
  };
}

/** Worker processes of the real world. */
export const systemWorkers: WorkerDoors = { own: ownWorker, processes: clusterProcesses };
