import {
  BufferMemory,
  type ComponentId,
  type Instruments,
  type InstrumentSpec,
  type Logger,
  type Memory,
  type PathTraits,
  type PipelineId,
  type Recorders,
  type Runtime,
  TimedSuspicion,
  type Settings,
  type Suspicion,
} from "@genai-collector/component";
import { RecordedBooks } from "./recorded-books.ts";
import { Recorded, recordedKey, type LoggedLine } from "./recorded.ts";

export interface SettingsOptions {
  readonly pipeline?: PipelineId;
  readonly paths?: readonly PathTraits[];
  readonly memory?: Memory;
  /** Its own when absent: nobody reads them then. */
  readonly books?: RecordedBooks;
  /** Exporters: what they count by themselves. */
  readonly exportCounters?: Settings["exportCounters"];
  /** Shared with other components; of this one alone when absent. */
  readonly suspicion?: Suspicion;
  /** Never fires when absent. */
  readonly lifetime?: AbortSignal;
  readonly recorded?: Recorded;
  /** The factory's instruments: recording into any other, or with other attributes, then throws. */
  readonly instruments?: Instruments | undefined;
  readonly worker?: { readonly index: number; readonly count: number };
}

/** What the service would give a component, for tests: everything that it tells goes to `options.recorded`. */
export function createSettings<I extends Instruments = {}>(
  id: ComponentId,
  runtime: Runtime,
  options: SettingsOptions = {},
): Settings<I> {
  const recorded = options.recorded ?? new Recorded();
  return {
    id,
    runtime,
    pipeline: options.pipeline,
    paths: options.paths ?? [],
    memory: options.memory ?? new BufferMemory(),
    books: options.books ?? new RecordedBooks(),
    suspicion: options.suspicion ?? new TimedSuspicion(runtime.clock),
    lifetime: options.lifetime ?? new AbortController().signal,
    worker: options.worker ?? { index: 0, count: 1 },
    ...(options.exportCounters === undefined ? {} : { exportCounters: options.exportCounters }),
    logger: createLogger(id, recorded),
    tracer: { span: (_name, run) => run() },
    instruments: createRecorders<I>(id, recorded, options.instruments),
    reportStatus: (status) => {
      recorded.statuses.push({ ...status, id });
    },
    beat: (part, withinMs) => {
      recorded.beats.set(`${id} ${part}`, { at: runtime.clock.monotonic(), withinMs });
    },
  };
}

function createLogger(id: ComponentId, recorded: Recorded): Logger {
  const at =
    (level: LoggedLine["level"]): Logger["info"] =>
    (data, message) => {
      recorded.logs.push({ id, level, data, message });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Without a declaration, every name has a recorder. */
function createRecorders<I extends Instruments>(
  id: ComponentId,
  recorded: Recorded,
  declared: Instruments | undefined,
): Recorders<I> {
  const get = (_target: object, name: string | symbol): unknown => ({
    record: (value: number, attributes?: Readonly<Record<string, string>>) => {
      if (declared !== undefined) checkDeclared(declared, String(name), value, attributes);
      recorded.record(recordedKey(id, String(name), attributes), value);
    },
  });
  return new Proxy({}, { get }) as Recorders<I>;
}

function checkDeclared(
  declared: Instruments,
  name: string,
  value: number,
  attributes: Readonly<Record<string, string>> = {},
): void {
  const spec: InstrumentSpec | undefined = declared[name];
  if (spec === undefined) throw new TypeError(`the factory declares no instrument ${name}`);
  if (!Number.isFinite(value)) throw new TypeError(`instrument ${name} takes a finite number, found ${value}`);
  if (spec.kind === "counter" && value < 0) throw new TypeError(`counter ${name} never falls, found ${value}`);
  const [expected, found] = [Object.keys(spec.attributes ?? {}).sort(), Object.keys(attributes).sort()];
  if (expected.join() !== found.join())
    throw new TypeError(`instrument ${name} declares the attributes [${expected.join()}], found [${found.join()}]`);
  for (const key of found) {
    if (!spec.attributes![key]!.includes(attributes[key]!))
      throw new TypeError(`${key}=${attributes[key]} of instrument ${name} is not in its closed list`);
  }
}
