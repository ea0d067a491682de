import type { ComponentStatus, Timers } from "@genai-collector/component";
import type { MetricReading, Service, WorkerPlace } from "@genai-collector/service";
import type { FromWorker, ToWorker } from "./messages.ts";

/** How often a worker tells its metrics unasked: what it counted since is lost with it when it is killed. */
const tellEveryMs = 500;
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

/** Which worker this process is. */
export interface WorkerIdentity {
  readonly index: number;
  readonly count: number;
  readonly instanceId: string;
}

/** Joins a worker's service to the supervisor. */
export class WorkerLink {
  readonly place: WorkerPlace;
  /** Resolves when the supervisor wants the worker to stop, or is gone. */
  readonly stopped: Promise<string>;
  readonly #channel: SupervisorChannel;
  readonly #timers: Timers;
  readonly #answers = new Map<number, (readings: readonly (readonly MetricReading[])[]) => void>();
  #service: Service | undefined;
  #nextQuestion = 0;
  #cancelTelling: () => void = () => undefined;

  constructor(identity: WorkerIdentity, channel: SupervisorChannel, timers: Timers) {
    this.#channel = channel;
    this.#timers = timers;
    const isFirst = identity.index === 0;
    this.place = {
      ...identity,
      readOthers: isFirst ? () => this.#readOthers() : undefined,
      tellStatus: isFirst ? undefined : (status: ComponentStatus) => channel.send({ kind: "status", status }),
    };
    const { promise, resolve } = Promise.withResolvers<string>();
    this.stopped = promise;
    channel.onMessage((message) => (message.kind === "stop" ? resolve("stop") : this.#hear(message)));
    channel.onLost(() => resolve("the supervisor is gone"));
  }

  /** Everything has started. */
  ready(service: Service): void {
    this.#service = service;
    this.#channel.send({ kind: "ready" });
    this.#tellRegularly();
  }

  /** What was counted to the end. */
  close(): void {
    this.#cancelTelling();
    if (this.#service !== undefined) this.#tell();
    this.#channel.close();
  }

  #tellRegularly(): void {
    this.#tell();
    this.#cancelTelling = this.#timers.after(tellEveryMs, () => this.#tellRegularly());
  }

  #tell(answers?: number): void {
    this.#channel.send({ kind: "readings", readings: this.#service?.readings() ?? [], answers });
  }

  #hear(message: Exclude<ToWorker, { kind: "stop" }>): void {
    switch (message.kind) {
      case "read":
        this.#tell(message.question);
        return;
      case "others":
        this.#answers.get(message.answers)?.(message.readings);
        return;
      case "status":
        this.#service?.otherStatus(message.worker, message.status);
        return;
      case "ended":
        this.#service?.otherEnded(message.worker);
    }
  }

  async #readOthers(): Promise<readonly (readonly MetricReading[])[]> {
    const question = this.#nextQuestion++;
    const { promise, resolve } = Promise.withResolvers<readonly (readonly MetricReading[])[]>();
    const cancel = this.#timers.after(answerMs, () => resolve([]));
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
