import {
  deadLetters,
  provide,
  type BatchContext,
  type CollectorError,
  type DeadLetter,
  type DeadLetters,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import { logsFromRanges, validateRange } from "@genai-collector/pdata";
import { createHost, createSettings, decodeConfig, MemoryDurableStorage, Recorded } from "@genai-collector/testkit";
import { createExporterPipeline } from "../src/exporter-pipeline.ts";
import { deadLetterConfig, optionalQueueConfig, retryConfig, timeoutConfig } from "../src/index.ts";
import { exporterInstruments, type ExporterInstruments } from "../src/telemetry.ts";
import { bodiesOf, never, ScriptedSender, setWorld } from "./scripted-sender.ts";

const spec = map({ ...timeoutConfig, ...retryConfig, ...optionalQueueConfig, ...deadLetterConfig });

/** Keeps letters in memory; `answer` says how that goes. */
export class MemoryLetters implements DeadLetters {
  readonly letters: DeadLetter[] = [];
  answer: () => Promise<boolean> = async () => true;

  async keep(letter: DeadLetter): Promise<boolean> {
    this.letters.push(letter);
    return this.answer();
  }
}

export interface LetterStageOptions {
  /** Absent: no queue. */
  readonly queue?: object | undefined;
  readonly retry?: object;
  readonly mayBisect?: boolean;
  readonly world?: ReturnType<typeof setWorld>;
}

/** An exporter with a dead-letter store, and all that it tells. */
export function setLetters(
  script: ConstructorParameters<typeof ScriptedSender>[0],
  { queue, retry = {}, mayBisect = false, world: given = setWorld() }: LetterStageOptions = {},
) {
  const { world, runtime } = given;
  const recorded = new Recorded();
  const store = new MemoryLetters();
  const disk = new MemoryDurableStorage();
  const path = { pipeline: "logs/eu", signal: "logs", loops: [], pushed: true, exporters: [] } as const;
  const settings: Settings<ExporterInstruments> = {
    ...createSettings("x", runtime, { recorded, instruments: exporterInstruments }),
    paths: [path, { ...path, pipeline: "traces", signal: "traces" }],
  };
  const transport = new ScriptedSender(script);
  const raw = { sending_queue: queue, retry_on_failure: retry, dead_letter: "letters" };
  const config = decodeConfig(spec, JSON.parse(JSON.stringify(raw)) as object, "x");
  const pipeline = createExporterPipeline(settings, { ...config, transport, mayBisect: () => mayBisect });
  const host = createHost({ letters: [provide(deadLetters, store)], disk: disk.provided });
  const consume = (payload: Payload, context: Partial<BatchContext> = {}): Promise<CollectorError | "taken"> =>
    pipeline.logs.consume(payload as never, { acknowledge: "accepted", signal: never, ...context }).then(
      () => "taken" as const,
      (error: unknown) => error as CollectorError,
    );
  const counted = (outcome: string): number => recorded.count(`x.dead_letter_items{outcome=${outcome}}`);
  return {
    world,
    runtime,
    recorded,
    store,
    disk,
    transport,
    pipeline,
    consume,
    counted,
    start: () => pipeline.start(host),
  };
}

/** One range of records with a broken byte each: lengths add up down to the records, and no further. */
export const brokenBytes = (items: number): Uint8Array => {
  const record = [18, 4, 18, 2, 42, 9];
  const records = Array.from({ length: items }, () => record.slice(2)).flatMap((each) => [18, each.length, ...each]);
  return Uint8Array.from([10, records.length + 2, 18, records.length, ...records]);
};

/** Every item by its body; one that cannot be read is `broken`. */
export function itemsOf(payload: Payload): string[] {
  return payload.encoded().flatMap(({ bytes }) => {
    const one = logsFromRanges([{ bytes }]);
    try {
      validateRange("logs", bytes);
    } catch {
      return Array.from({ length: one.items }, () => "broken");
    }
    return bodiesOf({ payload: one });
  });
}
