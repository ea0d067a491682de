import type { Consumer, LedgerView, Outputs, Payload, PipelineLedger, Signal } from "@genai-collector/component";
import { createService, type Service } from "@genai-collector/service";
import { generateLogs, generateMetrics, SeededRandom, VirtualRuntime, World } from "@genai-collector/testkit";
import { logsFromRanges } from "@genai-collector/pdata";
import { buildInfo } from "../src/build-info.ts";
import { builtinFactories } from "../src/components.ts";
import { ConfigurationLoader, type LoadedConfiguration } from "../src/program/configuration-loader.ts";
import { serviceOptions } from "../src/program/run-collector.ts";
import { ledgerConfiguration, plainExporter, scriptedReceiver, type LedgerGraphOptions } from "./ledger-graph.ts";

type Configuration = LoadedConfiguration["configuration"];

/** How a process ends, and when, in milliseconds. */
export interface Ending {
  readonly afterMs: number;
  readonly how: "SIGKILL" | "SIGTERM";
}

export interface LedgerRunOptions {
  readonly seed: number;
  readonly graph: LedgerGraphOptions;
  readonly endings: readonly Ending[];
  readonly pushes: number;
  /** How often sinks do something else than take, as a part of 1. */
  readonly trouble: number;
}

/** How often the ledger is looked at, in milliseconds: no multiple of what anything waits. */
const auditMs = 37;
/** For how long there are pushes. */
const pushingMs = 15_000;
/** What is written down of the last moments before a kill may be older than this, by a slow disk. */
const unwrittenMs = 300;

interface Life {
  readonly runtime: VirtualRuntime;
  readonly outputs: Outputs;
  readonly service: Service;
  isOver: boolean;
  /** Items pushed of each signal, with the time. */
  readonly pushed: { readonly signal: Signal; readonly items: number; readonly at: number }[];
}

/** A collector over its lives, pushed to while its sinks fail; its ledger is looked at all the time. */
export class LedgerRun {
  readonly imbalances: string[] = [];
  readonly logged: string[] = [];
  audits = 0;
  /** The ledger at the end of each life that ended in good order. */
  readonly closed: LedgerView[] = [];
  readonly #options: LedgerRunOptions;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #lives: Life[] = [];
  #configuration: Configuration | undefined;
  /** Of the receiver that was created last. */
  #outputs: Outputs | undefined;

  constructor(options: LedgerRunOptions) {
    this.#options = options;
    this.#world = new World(undefined, options.seed);
    this.#random = new SeededRandom(options.seed);
    const trouble = this.#random.fork("sinks");
    for (const host of ["memory", "disk", "unqueued"])
      this.#world.route(`http://${host}`, () => answer(this.#world, trouble, options.trouble));
  }

  get #life(): Life {
    return this.#lives.at(-1)!;
  }

  /** Plays everything, ends the last process in good order, and gives what the ledger says over all of them. */
  async play(): Promise<LedgerView> {
    this.#configuration = await this.#load();
    await this.#world.until(this.#start(), 60_000);
    const stop = this.#auditRegularly();
    const senders = Array.from({ length: this.#options.pushes }, (_, n) => this.#push(n));
    await this.#world.until(Promise.all([...senders, this.#endLives()]), 1e8);
    await this.#world.advance(1_000);
    await this.#world.until(
      this.#life.service.shutdown().catch(() => undefined),
      1e6,
    );
    stop();
    await this.#world.advance(0);
    this.#audit();
    return this.#life.service.ledger();
  }

  /** Items that came into the pipeline of a signal, by the ledger over all lives. */
  entered(signal: Signal): number {
    const { heads, lives } = this.#life.service.ledgerReading();
    const first = heads.find(({ pipeline }) => pipeline === signal)!.first;
    const head = lives!.accounts.find(
      ({ kind, pipeline, component }) => kind === "link" && pipeline === signal && component === first,
    );
    return head?.terms.find(({ fate }) => fate === "in")?.items ?? 0;
  }

  /** Items pushed to all lives, and at least those of them that every page knows of. */
  pushed(signal: Signal): { readonly most: number; readonly least: number } {
    let [most, least] = [0, 0];
    for (const [n, { pushed }] of this.#lives.entries()) {
      const killedAt = this.#killedAt.get(n) ?? Infinity;
      for (const each of pushed) {
        if (each.signal !== signal) continue;
        most += each.items;
        if (each.at < killedAt - unwrittenMs) least += each.items;
      }
    }
    return { most, least };
  }

  readonly #killedAt = new Map<number, number>();

  async #load(): Promise<Configuration> {
    const receiver = scriptedReceiver((given) => (this.#outputs = given));
    const plain = plainExporter(this.#world, this.#random.fork("plain"));
    const loader = new ConfigurationLoader({
      env: {},
      files: { read: () => Promise.resolve(undefined) },
      builtin: [...builtinFactories, receiver, plain],
      packageDoors: () => {
        throw new Error("no packages here");
      },
      folder: "/",
    });
    const config = [`yaml:${ledgerConfiguration(this.#options.graph)}`];
    return (await loader.load({ config, set: [], components: [] })).configuration;
  }

  async #start(): Promise<void> {
    const runtime = new VirtualRuntime(this.#world);
    const world = { runtime, build: buildInfo, writeConsole: () => undefined };
    const at = (level: string) => (data: object, message: string) => {
      if (message.includes("ledger")) this.logged.push(`${level}: ${message} ${JSON.stringify(data)}`);
    };
    const logger = { debug: () => undefined, info: at("info"), warn: at("warn"), error: at("error") };
    const service = await createService(serviceOptions(this.#configuration!, world, logger));
    this.#lives.push({ runtime, service, outputs: this.#outputs!, isOver: false, pushed: [] });
    await service.start();
  }

  async #endLives(): Promise<void> {
    for (const { afterMs, how } of this.#options.endings) {
      await this.#world.wait(afterMs);
      const life = this.#life;
      if (how === "SIGTERM") {
        await life.service.shutdown().catch(() => undefined);
        this.closed.push(life.service.ledger());
      } else this.#killedAt.set(this.#lives.indexOf(life), this.#world.now);
      life.isOver = true;
      life.runtime.kill();
      await this.#start();
    }
  }

  async #push(n: number): Promise<void> {
    await this.#world.wait(this.#random.below(pushingMs));
    const life = this.#life;
    if (life.isOver) return;
    const signal = this.#random.chance(0.6) ? "logs" : "metrics";
    const payload = payloadOf(signal, this.#random, n);
    const sender = new AbortController();
    if (this.#random.chance(0.3)) this.#world.after(this.#random.below(3_000), () => sender.abort());
    const acknowledge = this.#random.chance(0.5) ? ("delivered" as const) : ("accepted" as const);
    const at = this.#world.now;
    const coverage = { receiver: "r", loop: "l", pass: "", from: 0, to: at, observedAt: at };
    const polled = this.#random.chance(0.25) ? { coverage, acknowledge: "delivered" as const } : {};
    this.#squeeze(life);
    life.pushed.push({ signal, items: payload.items, at });
    const consumer = life.outputs[signal] as Consumer<Payload>;
    await Promise.race([
      consumer.consume(payload, { acknowledge, signal: sender.signal, ...polled }).catch(() => undefined),
      // A dead process never answers.
      this.#world.wait(60_000),
    ]);
  }

  /** Memory is short now and then. */
  #squeeze({ runtime }: Life): void {
    const heapUsedBytes = this.#random.chance(0.2) ? 99 * 1_048_576 : 1_048_576;
    runtime.process.use = { ...runtime.process.use, heapUsedBytes };
  }

  #auditRegularly(): () => void {
    let cancel = (): void => undefined;
    const next = (): void => {
      this.#audit();
      cancel = this.#world.after(auditMs, next);
    };
    next();
    return () => cancel();
  }

  #audit(): void {
    const { service, isOver } = this.#life;
    if (isOver || this.imbalances.length > 5) return;
    this.audits++;
    const view = service.ledger();
    const off = [...view.accounts, ...(view.lives?.accounts ?? [])].filter(({ difference }) => difference !== 0);
    const pipelines = view.pipelines.filter((pipeline) => !addsUp(pipeline));
    if (off.length + pipelines.length > 0)
      this.imbalances.push(`${this.#world.now}: ${JSON.stringify([...off, ...pipelines])}`);
  }
}

/** Both partitions of what came into a pipeline. */
function addsUp({ in: items, answers: { accepted, refused, waiting }, fates }: PipelineLedger): boolean {
  let became = 0;
  for (const { fate, items: some } of fates) became += fate === "made" || fate === "restored" ? -some : some;
  return accepted + refused + waiting === items && became === items;
}

function payloadOf(signal: Signal, random: SeededRandom, seed: number): Payload {
  const options = { seed, resources: 1 + random.below(3), items: 1 + random.below(5), attributes: 3 };
  if (signal === "metrics") return generateMetrics(options);
  const payload = generateLogs(options);
  if (!random.chance(0.15)) return payload;
  // One range whose items can be counted and not decoded.
  const broken = { bytes: new Uint8Array([10, 7, 18, 5, 18, 3, 42, 1, 8]) };
  return logsFromRanges([...payload.encoded(), broken]);
}

/** What a sink says. */
async function answer(world: World, random: SeededRandom, trouble: number) {
  const delayMs = random.below(1_500);
  if (!random.chance(trouble)) return { delayMs };
  switch (random.below(8)) {
    case 0:
      return { status: 503, delayMs };
    case 1:
      return { status: 429, headers: { "retry-after": "1" }, delayMs };
    case 2:
      return { status: 400, delayMs };
    case 3:
      return { status: 413, delayMs };
    case 4:
      return { status: 401, delayMs };
    case 5: // a partial success: one item is rejected
      return { body: new Uint8Array([10, 2, 8, 1]), headers: { "content-type": "application/x-protobuf" }, delayMs };
    case 6:
      return { lost: true, delayMs };
    default: // silent
      await world.wait(100_000);
      return {};
  }
}
