import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import type { DynamoItem } from "@genai-collector/config/dynamodb";
import {
  createHost,
  createSettings,
  decodeConfig,
  VirtualDynamo,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import type { CheckpointStorage } from "@genai-collector/testkit/conformance";
import { createDynamodbCheckpointFactory } from "../src/index.ts";
import { lanePk } from "../src/item-keys.ts";

/** What is settled after so much virtual time. */
const patienceMs = 600_000;
const prefix = "acme/";

/** The table of every test. */
export const table = "collector";

/** The store over a virtual table, with all that may befall it. */
export class VirtualStorage implements CheckpointStorage {
  readonly world = new World(0);
  readonly dynamo = new VirtualDynamo(this.world, { tables: [table] });
  readonly #processes = new Map<CheckpointStore, VirtualRuntime>();
  #writes = 0;

  constructor() {
    this.world.network.latencyMs = 4;
    this.dynamo.onWrite = () => {
      this.#writes++;
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
    this.world.network.slow(host, this.dynamo.host, [0, 6]);
    const factory = createDynamodbCheckpointFactory(this.dynamo.open(runtime));
    const config = decodeConfig(factory.config, { table, key_prefix: prefix }, factory.type);
    const { instruments } = factory;
    const extension = factory.create(createSettings(factory.type, runtime, { instruments }), config);
    await extension.start?.(createHost());
    const store = extension.provided![0]!.implementation as CheckpointStore;
    this.#processes.set(store, runtime);
    return store;
  };

  readonly runtimeOf = (store: CheckpointStore): VirtualRuntime => this.#processes.get(store)!;

  readonly writes = (): number => this.#writes;

  readonly corrupt = async (key: LaneKey): Promise<void> => this.change(key, { time: "yesterday" });

  readonly makeNewer = async (key: LaneKey): Promise<void> => this.change(key, { format: 2 });

  readonly addField = (key: LaneKey): (() => boolean) => {
    this.change(key, { colour: "red" });
    return () => this.item(key)?.["colour"] === "red";
  };

  readonly failWrites = (): (() => void) => this.dynamo.fault({ call: "dynamodb.put", kind: "unavailable" });

  readonly loseAnswer = (): void => void this.dynamo.fault({ call: "dynamodb.put", kind: "lost", times: 1 });

  readonly killInWrite = (store: CheckpointStore, when: "before" | "after"): void => {
    this.runtimeOf(store).intercept = ({ name }) => (name === "dynamodb.put" ? `die ${when}` : undefined);
  };

  /** The lane's item as it is stored. */
  item(key: LaneKey): DynamoItem | undefined {
    return this.dynamo.item(table, lanePk(prefix, key));
  }

  /** Somebody changes attributes of the item by hand. Undefined: takes one away. */
  change(key: LaneKey, attributes: Readonly<Record<string, string | number | undefined>>): void {
    const changed = Object.entries({ ...this.item(key), ...attributes }).filter(([, value]) => value !== undefined);
    this.dynamo.writeItem(table, Object.fromEntries(changed) as DynamoItem);
  }
}
