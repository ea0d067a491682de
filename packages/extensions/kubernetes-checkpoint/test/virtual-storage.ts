import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import {
  createHost,
  createSettings,
  decodeConfig,
  VirtualKubernetes,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import type { CheckpointStorage } from "@genai-collector/testkit/conformance";
import { createKubernetesCheckpointFactory } from "../src/index.ts";
import { dataKey } from "../src/data-key.ts";

/** What is settled after so much virtual time. */
const patienceMs = 600_000;

/** The store over a virtual API server, with all that may befall it. */
export class VirtualStorage implements CheckpointStorage {
  readonly world = new World(0);
  readonly kubernetes = new VirtualKubernetes(this.world);
  /** Names of the ConfigMaps that were written. */
  readonly names = new Set<string>();
  readonly #processes = new Map<CheckpointStore, VirtualRuntime>();
  #writes = 0;

  constructor() {
    this.world.network.latencyMs = 4;
    this.kubernetes.onWrite = ({ name }) => {
      this.#writes++;
      this.names.add(name);
    };
  }

  readonly until = <T>(promise: Promise<T>): Promise<T> => this.world.until(promise, patienceMs);

  readonly open = async (): Promise<CheckpointStore> => {
    for (const runtime of this.#processes.values()) runtime.kill();
    return this.openBeside();
  };

  readonly openBeside = async (): Promise<CheckpointStore> => {
    const host = `replica-${this.#processes.size}`;
    const runtime = new VirtualRuntime(this.world, { host });
    this.world.network.slow(host, this.kubernetes.host, [0, 6]);
    const factory = createKubernetesCheckpointFactory(this.kubernetes.open(runtime));
    const config = decodeConfig(factory.config, {}, factory.type);
    const { instruments } = factory;
    const extension = factory.create(createSettings(factory.type, runtime, { instruments }), config);
    await extension.start?.(createHost());
    const store = extension.provided![0]!.implementation as CheckpointStore;
    this.#processes.set(store, runtime);
    return store;
  };

  readonly runtimeOf = (store: CheckpointStore): VirtualRuntime => this.#processes.get(store)!;

  readonly writes = (): number => this.#writes;

  readonly corrupt = async (key: LaneKey): Promise<void> => this.change(key, () => "{");

  readonly makeNewer = async (key: LaneKey): Promise<void> =>
    this.change(key, (text) => text.replace('"version":1', '"version":2'));

  readonly addField = (key: LaneKey): (() => boolean) => {
    this.change(key, (text) => text.replace(/}$/, ',"colour":"red"}'));
    return () => this.text(key).includes('"colour":"red"');
  };

  readonly failWrites = (): (() => void) => this.kubernetes.fault({ call: writing, kind: "unavailable" });

  readonly loseAnswer = (): void => void this.kubernetes.fault({ call: writing, kind: "lost", times: 1 });

  readonly killInWrite = (store: CheckpointStore, when: "before" | "after"): void => {
    this.runtimeOf(store).intercept = ({ name }) => (writing.test(name) ? `die ${when}` : undefined);
  };

  /** The lane's record as it is stored. */
  text(key: LaneKey): string {
    return this.home(key).data[dataKey(key)]!;
  }

  /** The ConfigMap that holds a lane. */
  home(key: LaneKey): { readonly name: string; readonly data: Readonly<Record<string, string>> } {
    for (const name of this.names) {
      const data = this.kubernetes.configMap(name)?.data;
      if (data !== undefined && dataKey(key) in data) return { name, data };
    }
    throw new Error(`no ConfigMap holds ${dataKey(key)}`);
  }

  /** Somebody changes the record by hand. */
  change(key: LaneKey, edit: (text: string) => string): void {
    const { name, data } = this.home(key);
    this.kubernetes.writeConfigMap(name, { ...data, [dataKey(key)]: edit(data[dataKey(key)]!) });
  }
}

const writing = /^kubernetes\.(?:create|replace)$/;
