import { setTimeout } from "node:timers/promises";
import cluster, { type Worker } from "node:cluster";
import type { StopSignal } from "../program/stop-signal.ts";
import type { WorkerDoors } from "../program/run-workers.ts";
import type { FromWorker, ToWorker, WorkerEnd, WorkerProcesses } from "../workers/messages.ts";
import type { SupervisorChannel, WorkerIdentity } from "../workers/worker-link.ts";

/** How long the last messages of a worker that has ended may take to be read. */
const lastWordsMs = 500;
/** What tells a process which worker it is. */
const identityVariable = "GENAI_COLLECTOR_WORKER";

/**
 * Workers as processes of this program, with its arguments. The supervisor accepts the connections of shared ports and
 * deals them out in turn, so that each worker gets as many, and none is refused while one is being replaced.
 */
function clusterProcesses(collector: Omit<WorkerIdentity, "index">): WorkerProcesses {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  // What is said may be bytes and numbers that JSON does not have.
  cluster.setupPrimary({ args: process.argv.slice(2), execArgv: process.execArgv, serialization: "advanced" });
  return {
    start(index, told) {
      const identity: WorkerIdentity = { ...collector, index };
      const worker = cluster.fork({ [identityVariable]: JSON.stringify(identity) });
      worker.on("message", (message: FromWorker) => told.message(message));
      whenGone(worker, told.ended);
      return {
        pid: worker.process.pid ?? 0,
        send: (message: ToWorker) => {
          if (worker.isConnected()) worker.send(message);
        },
        kill: () => void worker.process.kill("SIGKILL"),
      };
    },
  };
}

/** Its last words may be read after its end: it is gone when both are over. */
function whenGone(worker: Worker, tell: (end: WorkerEnd) => void): void {
  const exited = new Promise<WorkerEnd>((resolve) => {
    worker.once("exit", (code, signal) => resolve({ code, signal }));
    // What cannot be sent any more goes to a process that has ended; one that was never started has no end.
    worker.on("error", () => {
      if (worker.process.pid === undefined) resolve({ code: null, signal: null });
    });
  });
  const silent = new Promise<void>((resolve) => worker.once("disconnect", resolve));
  void exited.then(async (end) => {
    // A connection that was on its way to the worker when it was killed can keep its channel open for ever.
    if (worker.process.pid !== undefined) await Promise.race([silent, setTimeout(lastWordsMs)]);
    tell(end);
  });
}

/** Which worker this process is, and its way to the supervisor; undefined where it is none. */
function ownWorker(): { readonly identity: WorkerIdentity; readonly channel: SupervisorChannel } | undefined {
  const text = process.env[identityVariable];
  if (cluster.worker === undefined || text === undefined) return undefined;
  // Else Node ends the process at once when the supervisor is gone: it must drain first.
  cluster.worker.exitedAfterDisconnect = true;
  return { identity: JSON.parse(text) as WorkerIdentity, channel: processChannel };
}

const processChannel: SupervisorChannel = {
  send: (message) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  },
  onMessage: (hear) => void process.on("message", (message: ToWorker) => hear(message)),
  onLost: (lost) => void process.once("disconnect", lost),
  // Behind whatever is still to be sent: messages go out in their order.
  close: () => {
    if (!process.connected) return;
    const last: FromWorker = { kind: "last" };
    process.send?.(last, undefined, undefined, () => {
      if (process.connected) process.disconnect?.();
    });
  },
};

/** Worker processes of the real world. */
export const systemWorkers: WorkerDoors = {
  own: ownWorker,
  processes: clusterProcesses,
  endBy: (signal: StopSignal) => void process.kill(process.pid, signal),
};
