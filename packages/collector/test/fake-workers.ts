import { combineReadings, type LedgerReading, type MetricReading } from "@genai-collector/service";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { Supervisor, type SupervisorOptions } from "../src/workers/supervisor.ts";
import type { FromWorker, ToWorker, WorkerEnd, WorkerProcesses } from "../src/workers/messages.ts";

/** One life of a worker, told by the test. */
export class FakeWorker {
  readonly index: number;
  readonly pid: number;
  /** What it was told, in order. */
  readonly heard: ToWorker[] = [];
  isKilled = false;
  hasEnded = false;
  readonly #say: (message: FromWorker) => void;
  readonly #end: (end: WorkerEnd) => void;

  constructor(index: number, pid: number, say: (message: FromWorker) => void, end: (end: WorkerEnd) => void) {
    this.index = index;
    this.pid = pid;
    this.#say = say;
    this.#end = end;
  }

  say(...messages: readonly FromWorker[]): void {
    for (const message of messages) this.#say(message);
  }

  /** Starts as a worker does that finds nothing wrong. */
  becomeReady(): void {
    this.say({ kind: "here" }, { kind: "ready" });
  }

  end(end: Partial<WorkerEnd> = { code: 0 }): void {
    this.hasEnded = true;
    this.#end({ code: null, signal: null, ...end });
  }

  /** What it was told of one kind. */
  heardOf<K extends ToWorker["kind"]>(kind: K): readonly Extract<ToWorker, { kind: K }>[] {
    return this.heard.filter((message): message is Extract<ToWorker, { kind: K }> => message.kind === kind);
  }
}

/** A line that the supervisor logged. */
interface Line {
  readonly level: string;
  readonly message: string;
  readonly data: object;
}

/** A supervisor over workers that a test plays, in virtual time. */
export class SupervisorStage {
  readonly world = new World();
  readonly lines: Line[] = [];
  /** Every life of every worker, in the order in which they began. */
  readonly lives: FakeWorker[] = [];
  readonly supervisor: Supervisor;
  /** The supervisor is to stop. */
  readonly stop: () => void;
  readonly exit: Promise<number | Error>;
  /** What `run` came to. */
  outcome: number | Error | undefined;

  constructor(count: number, options: Partial<SupervisorOptions> = {}) {
    const { timers, clock } = new VirtualRuntime(this.world);
    const at = (level: string) => (data: object, message: string) => void this.lines.push({ level, message, data });
    const { promise: stopped, resolve } = Promise.withResolvers<string>();
    this.stop = () => resolve("SIGTERM");
    this.supervisor = new Supervisor({
      count,
      shutdownTimeoutMs: 30_000,
      files: new Map([["a.yaml", new Uint8Array([1])]]),
      processes: this.#processes(),
      timers,
      monotonic: () => clock.monotonic(),
      logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
      ownReadings: () => [],
      ...options,
    });
    this.exit = this.supervisor.run(stopped).catch((error: unknown) => error as Error);
    void this.exit.then((outcome) => (this.outcome = outcome));
  }

  /** All workers ready, the first one last. */
  static async running(count: number, options: Partial<SupervisorOptions> = {}): Promise<SupervisorStage> {
    const stage = new SupervisorStage(count, options);
    for (const worker of stage.lives) worker.becomeReady();
    await stage.world.advance(0);
    stage.life(0).becomeReady();
    await stage.world.advance(0);
    return stage;
  }

  /** The last life of a worker. */
  life(index: number): FakeWorker {
    const found = this.lives.findLast((worker) => worker.index === index);
    if (found === undefined) throw new Error(`worker ${index} has not been started`);
    return found;
  }

  /** How many lives a worker has had. */
  livesOf(index: number): number {
    return this.lives.filter((worker) => worker.index === index).length;
  }

  /** The first worker asks; resolves to what it is answered, as one. */
  async others(): Promise<readonly MetricReading[] | undefined> {
    const question = this.life(0).heardOf("others").length;
    this.life(0).say({ kind: "read others", question });
    await this.world.advance(0);
    const answer = this.life(0)
      .heardOf("others")
      .find(({ answers }) => answers === question);
    return answer === undefined ? undefined : combineReadings(answer.readings);
  }

  said(level: string): readonly Line[] {
    return this.lines.filter((line) => line.level === level);
  }

  #processes(): WorkerProcesses {
    return {
      start: (index, told) => {
        const worker = new FakeWorker(index, 1_000 + this.lives.length, told.message, told.ended);
        this.lives.push(worker);
        return {
          pid: worker.pid,
          send: (message) => void worker.heard.push(message),
          kill: () => {
            worker.isKilled = true;
            worker.end({ signal: "SIGKILL" });
          },
        };
      },
    };
  }
}

/** What a worker has counted. */
export const counted = (value: number): readonly MetricReading[] => [
  { name: "c", unit: "", doc: "C.", kind: "counter", series: [{ attributes: {}, value }] },
];

/** How a worker stands. */
export const standing = (value: number): readonly MetricReading[] => [
  { name: "g", unit: "", doc: "G.", kind: "gauge", series: [{ attributes: {}, value }] },
];

/** A ledger of one exporter that sent so many items and holds some. */
export const ledgerOf = (sent: number, held = 0): LedgerReading => ({
  accounts: [
    {
      kind: "exporter",
      component: "sink",
      pipeline: undefined,
      signal: "logs",
      terms: [
        { fate: "in", reason: undefined, items: sent + held },
        { fate: "sent", reason: undefined, items: sent },
        ...(held > 0 ? [{ fate: "held" as const, reason: undefined, items: held }] : []),
      ],
      difference: 0,
    },
  ],
  lanes: [],
  heads: [],
});
