import type { ComponentStatus, Timers } from "@genai-collector/component";
import type { Beat, LedgerReading, MetricReading, Service, WorkerPlace } from "@genai-collector/service";
import type { FromWorker, ReadFiles, ToWorker } from "./messages.ts";

/**
 * How often a worker that counts tells its metrics unasked: what it counted since is lost with it when it is killed.
 * Telling 240 series takes 0.2 ms.
 */
const tellEveryMs = 100;
/** How long the first worker waits for the others' metrics; its page then shows its own. */
const answerMs = 3_000;

/** The way to the supervisor. */
export interface SupervisorChannel {
  send(message: FromWorker): void;
  onMessage(hear: (message: ToWorker) => void): void;
  /** The supervisor is gone. */
  onLost(lost: () => void): void;
  /** Ends it, once what was sent is on its way: until then it keeps the process alive. */
  close(): void;
}

/** Which worker this process is: plain data, that it is started with. */
export type WorkerIdentity = Omit<WorkerPlace, "readOthers" | "readOtherLedgers" | "tellStatus" | "tellBeat">;

/** What the first worker is told of the others. */
interface Others {
  readonly readings: readonly (readonly MetricReading[])[];
  readonly ledgers: readonly LedgerReading[];
}

/** Joins a worker's service to the supervisor. */
export class WorkerLink {
  readonly place: WorkerPlace;
  /** Resolves when the supervisor wants the worker to begin; never where it wants it to stop first. */
  readonly begun: Promise<ReadFiles>;
  /** Resolves when the supervisor wants the worker to stop, or is gone. */
  readonly stopped: Promise<string>;
  /** Resolves when the supervisor is gone. */
  readonly lost: Promise<void>;
  readonly #channel: SupervisorChannel;
  readonly #timers: Timers;
  readonly #begin: (files: ReadFiles) => void;
  readonly #stop: (why: string) => void;
  readonly #answers = new Map<number, (others: Others) => void>();
  #service: Service | undefined;
  /** `counted` as it was when the metrics were told last. */
  #toldCounted: number | undefined;
  #nextQuestion = 0;
  #isClosed = false;
  #cancelTelling: () => void = () => undefined;

  constructor(identity: WorkerIdentity, channel: SupervisorChannel, timers: Timers) {
    this.#channel = channel;
    this.#timers = timers;
    const isFirst = identity.index === 0;
    this.place = {
      ...identity,
      readOthers: isFirst ? async () => (await this.#readOthers()).readings : undefined,
      readOtherLedgers: isFirst ? async () => (await this.#readOthers()).ledgers : undefined,
      tellStatus: isFirst ? undefined : (status: ComponentStatus) => channel.send({ kind: "status", status }),
      tellBeat: isFirst ? undefined : (beat: Beat) => channel.send({ kind: "beat", beat }),
    };
    ({ promise: this.begun, resolve: this.#begin } = Promise.withResolvers<ReadFiles>());
    ({ promise: this.stopped, resolve: this.#stop } = Promise.withResolvers<string>());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.lost = promise;
    channel.onMessage((message) => this.#hear(message));
    channel.onLost(() => {
      if (this.#isClosed) return;
      resolve();
      this.#stop("the supervisor is gone");
    });
    channel.send({ kind: "here" });
  }

  /** Everything has started. */
  ready(service: Service): void {
    this.#service = service;
    this.#channel.send({ kind: "ready" });
    this.#tellRegularly();
  }

  /** It could not start: the supervisor tells why, once for all. */
  failed(message: string): void {
    this.#channel.send({ kind: "failed", message });
  }

  /** Tells what was counted to the end, and lets go of the supervisor. */
  close(): void {
    this.#cancelTelling();
    if (this.#service !== undefined) this.#tell();
    this.#isClosed = true;
    this.#channel.close();
  }

  #tellRegularly(): void {
    if (this.#service?.counted !== this.#toldCounted) this.#tell();
    this.#cancelTelling = this.#timers.after(tellEveryMs, () => this.#tellRegularly());
  }

  #tell(answers?: number): void {
    const service = this.#service;
    const ledger = service?.ledgerReading();
    this.#channel.send({ kind: "readings", readings: service?.readings() ?? [], ledger, answers });
    // Behind the reading, which reads some of what is counted itself.
    this.#toldCounted = this.#service?.counted;
  }

  #hear(message: ToWorker): void {
    switch (message.kind) {
      case "begin":
        this.#begin(message.files);
        return;
      case "stop":
        this.#stop("the supervisor stops");
        return;
      case "read":
        this.#tell(message.question);
        return;
      case "others":
        this.#answers.get(message.answers)?.(message);
        return;
      case "status":
        this.#service?.otherStatus(message.worker, message.status);
        return;
      case "beat":
        this.#service?.otherBeat(message.worker, message.beat);
        return;
      case "ended":
        this.#service?.otherEnded(message.worker);
    }
  }

  async #readOthers(): Promise<Others> {
    const question = this.#nextQuestion++;
    const { promise, resolve } = Promise.withResolvers<Others>();
    const cancel = this.#timers.after(answerMs, () => resolve({ readings: [], ledgers: [] }));
    this.#answers.set(question, resolve);
    this.#channel.send({ kind: "read others", question });
    try {
      return await promise;
    } finally {
      cancel();
      this.#answers.delete(question);
    }
  }
}
