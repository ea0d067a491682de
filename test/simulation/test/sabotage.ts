import { builtinFactories } from "@genai-collector/collector";
import {
  checkpointStore,
  provide,
  type CheckpointStore,
  type Consumer,
  type Files,
  type Instruments,
  type OpenFile,
  type Settings,
} from "@genai-collector/component";
import type { AnyFactory, ExtensionFactory, ProcessorFactory, ReceiverFactory } from "@genai-collector/confmap";
import type { Metrics } from "@genai-collector/pdata";

/** What a component is created with. */
export type Given = Settings<Instruments>;

/** A component that ships. */
export function shipped(kind: AnyFactory["kind"], type: string): AnyFactory {
  return builtinFactories.find((factory) => factory.kind === kind && factory.type === type)!;
}

/** The guard that ships, with something broken behind it: what it hands on goes to `saboteur` instead of the exporter. */
export function behindGuard(saboteur: (next: Consumer<Metrics>, settings: Given) => Consumer<Metrics>): AnyFactory {
  const { createAny, ...guard } = shipped("processor", "guard") as ProcessorFactory;
  return {
    ...guard,
    createMetrics: (settings, config, next) => createAny!(settings, config, saboteur(next, settings)),
  };
}

/** A settle with something broken: `saboteur` takes the place of the one that ships. */
export function insteadOfSettle(
  saboteur: (shipped: (after: number) => Consumer<Metrics>) => Consumer<Metrics>,
): AnyFactory {
  const settle = shipped("processor", "settle") as ProcessorFactory;
  return {
    ...settle,
    createMetrics: (settings, _config, next) => saboteur((after) => settle.createMetrics!(settings, { after }, next)),
  };
}

/** The receiver that ships, with an instrument that records nothing. */
export function receiverWithout(instrument: string): AnyFactory {
  const receiver = shipped("receiver", "portkey") as ReceiverFactory;
  return {
    ...receiver,
    create: (settings, config, outputs) => {
      const deaf = { ...settings.instruments, [instrument]: { record: () => undefined } };
      return receiver.create({ ...settings, instruments: deaf }, config, outputs);
    },
  };
}

/** The receiver that ships, which takes other settings than it is given. */
export function receiverWithConfig(other: object): AnyFactory {
  const receiver = shipped("receiver", "portkey") as ReceiverFactory;
  return {
    ...receiver,
    create: (settings, config, outputs) => receiver.create(settings, { ...(config as object), ...other }, outputs),
  };
}

/** The checkpoint that ships, with something broken in front of it or under it. */
export function brokenCheckpoint(broken: {
  readonly advance?: (real: CheckpointStore) => CheckpointStore["advance"];
  readonly files?: (real: Files) => Partial<Files>;
  readonly start?: (settings: Given) => void;
}): ExtensionFactory {
  const extension = shipped("extension", "file_checkpoint") as ExtensionFactory;
  return {
    ...extension,
    create: (settings, config) => {
      const runtime = { ...settings.runtime, files: { ...filesOf(settings), ...broken.files?.(filesOf(settings)) } };
      const real = extension.create({ ...settings, runtime }, config) as ReturnType<ExtensionFactory["create"]> &
        CheckpointStore;
      const store: CheckpointStore = {
        load: (key) => real.load(key),
        list: (receiver) => real.list(receiver),
        remove: (key) => real.remove(key),
        advance: broken.advance?.(real) ?? ((...given) => real.advance(...given)),
      };
      return {
        provided: [provide(checkpointStore, store)],
        start: async (host) => {
          await real.start?.(host);
          broken.start?.(settings);
        },
        shutdown: async (signal) => real.shutdown?.(signal),
      };
    },
  };
}

/** As an object whose members can be spread. */
export function filesOf({ runtime: { files } }: Given): Files {
  return {
    read: (...given) => files.read(...given),
    open: (...given) => files.open(...given),
    stat: (...given) => files.stat(...given),
    makeFolder: (...given) => files.makeFolder(...given),
    rename: (...given) => files.rename(...given),
    remove: (...given) => files.remove(...given),
    list: (...given) => files.list(...given),
    syncFolder: (...given) => files.syncFolder(...given),
    checksum: (...given) => files.checksum(...given),
    lock: (...given) => files.lock(...given),
  };
}

/** As an object whose members can be spread. */
export function handleOf(file: OpenFile): OpenFile {
  return {
    write: (bytes) => file.write(bytes),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
    sync: () => file.sync(),
  };
}
