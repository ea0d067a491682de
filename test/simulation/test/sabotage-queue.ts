import {
  durableStorage,
  provide,
  type DurableLog,
  type DurableStorage,
  type Files,
  type HttpClient,
  type HttpResponse,
} from "@genai-collector/component";
import type { AnyFactory, ExtensionFactory } from "@genai-collector/confmap";
import { filesOf, handleOf, shipped, type Given } from "./sabotage.ts";

type ExporterFactory = Extract<AnyFactory, { kind: "exporter" }>;

/** The storage that ships, with something broken in front of it or under it. */
export function brokenStorage(broken: {
  readonly log?: (real: DurableLog, settings: Given) => Partial<DurableLog>;
  readonly files?: (real: Files, settings: Given) => Partial<Files>;
}): ExtensionFactory {
  const extension = shipped("extension", "file_storage") as ExtensionFactory;
  return {
    ...extension,
    create: (settings, config) => {
      const files = { ...filesOf(settings), ...broken.files?.(filesOf(settings), settings) };
      const real = extension.create({ ...settings, runtime: { ...settings.runtime, files } }, config);
      const store = real as typeof real & DurableStorage;
      const open: DurableStorage["open"] = async (...given) => {
        const log = await store.open(...given);
        return { ...logOf(log), ...broken.log?.(log, settings) };
      };
      return {
        provided: [provide(durableStorage, { open })],
        start: async (host) => real.start?.(host),
        shutdown: async (signal) => real.shutdown?.(signal),
      };
    },
  };
}

/** The exporter that ships, with a client that does something else than it is asked. */
export function brokenClient(request: (real: HttpClient) => HttpClient["request"]): ExporterFactory {
  const exporter = shipped("exporter", "otlp_http") as ExporterFactory;
  return {
    ...exporter,
    create: (settings, config) => {
      const { http } = settings.runtime;
      const open: typeof http.open = (options) => {
        const real = http.open(options);
        return { request: request(real), close: () => real.close() };
      };
      return exporter.create({ ...settings, runtime: { ...settings.runtime, http: { open } } }, config);
    },
  };
}

/** Forgets the oldest record when it starts again. */
export function forgetfulStorage(): ExtensionFactory {
  return brokenStorage({ log: (real) => ({ entries: real.entries.slice(1) }) });
}

/** Says that a file is synced some seconds before it is. */
export function hastyStorage(): ExtensionFactory {
  return brokenStorage({
    files: (real, { runtime }) => ({
      open: async (...given) => {
        const file = await real.open(...given);
        const sync = async (): Promise<void> =>
          void runtime.timers.after(5_000, () => void file.sync().catch(() => undefined));
        return { ...handleOf(file), sync };
      },
    }),
  });
}

/** Of what is too large and sent in parts, the second one is not sent. */
export function losingClient(): ExporterFactory {
  let parts = Infinity;
  return brokenClient((real) => async (request) => {
    if (++parts === 2) return nothingSaid;
    const answer = await real.request(request);
    if (answer.status === 413) parts = 0;
    return answer;
  });
}

/** An answer of 2xx that says nothing. */
export const nothingSaid: HttpResponse = {
  status: 200,
  headers: {},
  body: { read: () => Promise.resolve(new Uint8Array()), async *[Symbol.asyncIterator]() {} },
};

/** As an object whose members can be spread. */
function logOf(log: DurableLog): DurableLog {
  return {
    get entries() {
      return log.entries;
    },
    get damage() {
      return log.damage;
    },
    get diskBytes() {
      return log.diskBytes;
    },
    append: (...given) => log.append(...given),
    read: (position) => log.read(position),
    remove: (position) => log.remove(position),
    close: () => log.close(),
  };
}
