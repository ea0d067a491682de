import { deadLetters, type DeadLetter, type DeadLetters } from "@genai-collector/component";
import { createLogs, type Logs } from "@genai-collector/pdata";
import {
  createHost,
  createSettings,
  decodeConfig,
  Recorded,
  recordsOf,
  VirtualRuntime,
  type World,
} from "@genai-collector/testkit";
import { deadLetterExtensionFactory } from "../src/factory.ts";
import { LetterReplay, type ReplayLetter } from "../src/replay/index.ts";
import type { DeadLetterInstruments } from "../src/telemetry.ts";

export const directory = "/letters";
export const folder = `${directory}/worker-0`;

/** Records with these bodies: a resource for each. */
export function logsOf(...bodies: readonly string[]): Logs {
  return createLogs({
    resourceLogs: bodies.map((stringValue) => ({
      resource: { attributes: [] },
      scopeLogs: [{ logRecords: [{ timeUnixNano: 1n, attributes: [], body: { stringValue } }] }],
    })),
  });
}

export function letterOf(...bodies: readonly string[]): DeadLetter {
  return {
    payload: logsOf(...bodies),
    exporter: "otlp_http/eu",
    pipelines: ["logs"],
    reason: "too_old",
    code: "EXPORT_REJECTED_ITEMS",
    kind: "gap",
    status: "4xx",
    at: 1_700_000_000_000,
  };
}

/** A store in a process of its own, started. */
export interface TestStore {
  readonly store: DeadLetters;
  readonly runtime: VirtualRuntime;
  readonly recorded: Recorded;
  keep(...bodies: readonly string[]): Promise<boolean>;
  stop(): Promise<void>;
  dropped(reason: string): readonly [letters: number, items: number];
}

export interface StoreOptions {
  readonly config?: object;
  readonly worker?: { readonly index: number; readonly count: number };
  readonly runtime?: VirtualRuntime;
}

/** Made, not yet started. */
export function makeStore(
  world: World,
  { config = {}, worker, runtime = new VirtualRuntime(world) }: StoreOptions = {},
) {
  const recorded = new Recorded();
  const { instruments, config: spec } = deadLetterExtensionFactory;
  const given = { recorded, instruments, ...(worker === undefined ? {} : { worker }) };
  const settings = createSettings<DeadLetterInstruments>("dead_letter", runtime, given);
  const extension = deadLetterExtensionFactory.create(
    settings,
    decodeConfig(spec, { directory, ...config }, "dead_letter"),
  );
  const store = extension.provided!.find(({ key }) => key === deadLetters.key)!.implementation as DeadLetters;
  const test: TestStore = {
    store,
    runtime,
    recorded,
    keep: (...bodies) => store.keep(letterOf(...bodies)),
    stop: () => world.until(extension.shutdown!(new AbortController().signal)),
    dropped: (reason) => [
      recorded.count(`dead_letter.dropped_letters{reason=${reason}}`),
      recorded.count(`dead_letter.dropped_items{reason=${reason}}`),
    ],
  };
  return {
    ...test,
    start: () => extension.start!(createHost()),
    /** As at the end of the shutdown's time. */
    stopNow: () => extension.shutdown!(AbortSignal.abort()),
    settings,
  };
}

export async function openStore(world: World, options: StoreOptions = {}): Promise<TestStore> {
  const made = makeStore(world, options);
  await world.until(made.start());
  return made;
}

/** Every letter that a replay would see, in a process of its own. */
export async function lettersOf(world: World): Promise<readonly ReplayLetter[]> {
  const { files } = new VirtualRuntime(world);
  const replay = await world.until(LetterReplay.open(files, directory, "look"));
  const found = await world.until(readAll(replay));
  await world.until(replay.close());
  return found;
}

export async function readAll(replay: LetterReplay): Promise<ReplayLetter[]> {
  const found: ReplayLetter[] = [];
  for await (const letter of replay.letters()) if (letter.found === "letter") found.push(letter);
  return found;
}

export function bodiesOf({ payload }: Pick<ReplayLetter, "payload">): string[] {
  return recordsOf(payload as Logs).map(({ body }) => body!.stringValue!);
}

/** Bodies of all letters, in order. */
export async function bodiesIn(world: World): Promise<string[][]> {
  return (await lettersOf(world)).map(bodiesOf);
}

export function filesIn(world: World, ending = ".letters"): string[] {
  return world.disk.list(folder).filter((path) => path.endsWith(ending));
}
