import type { VirtualKubernetes } from "@genai-collector/testkit";
import type { CheckpointSight, Damaged } from "./checkpoint-sight.ts";
import type { SavedLane, UnreadableLane } from "./saved-lanes.ts";

/** One value of one ConfigMap that is the record of a lane. */
interface Slot {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly text: string;
  readonly record: SavedLane | UnreadableLane;
}

/** What ConfigMaps hold: each value that is the record of a lane, in whichever it lies. What was written is durable. */
export class ConfigMapSight implements CheckpointSight {
  readonly #kubernetes: VirtualKubernetes;
  #slots = new Map<string, Slot>();

  /** `written`: told whenever a ConfigMap has changed. */
  constructor(kubernetes: VirtualKubernetes, written: () => void) {
    this.#kubernetes = kubernetes;
    kubernetes.onWrite = ({ kind, namespace, name, object }) => {
      if (kind !== "ConfigMap") return;
      this.#enter(namespace, name, object !== undefined && "data" in object ? (object.data ?? {}) : {});
      written();
    };
  }

  visible(): readonly (SavedLane | UnreadableLane)[] {
    return [...this.#slots.values()].map(({ record }) => record);
  }

  durable(): readonly (SavedLane | UnreadableLane)[] {
    return this.visible();
  }

  damage(text: string): Damaged | undefined {
    const slot = [...this.#slots.values()].find(({ record }) => "frontier" in record);
    if (slot === undefined) return undefined;
    this.#rewrite(slot, text);
    return {
      what: `${slot.key} of ${slot.name}`,
      isRewritten: () => this.#slots.get(idOf(slot))?.text !== text,
      restore: () => this.#rewrite(slot, slot.text),
      remove: () => this.#rewrite(slot, undefined),
    };
  }

  #rewrite({ namespace, name, key }: Slot, text: string | undefined): void {
    const { [key]: _before, ...others } = this.#kubernetes.configMap(name, namespace)?.data ?? {};
    this.#kubernetes.writeConfigMap(name, text === undefined ? others : { ...others, [key]: text }, namespace);
  }

  #enter(namespace: string, name: string, data: Readonly<Record<string, string>>): void {
    const before = this.#slots;
    this.#slots = new Map([...before].filter(([, slot]) => slot.name !== name || slot.namespace !== namespace));
    for (const [key, text] of Object.entries(data)) {
      const id = idOf({ namespace, name, key });
      const known = before.get(id);
      const record = known?.text === text ? known.record : (recordOf(text) ?? unreadable(known?.record));
      if (record !== undefined) this.#slots.set(id, { namespace, name, key, text, record });
    }
  }
}

function idOf({ namespace, name, key }: Pick<Slot, "namespace" | "name" | "key">): string {
  return `${namespace} ${name} ${key}`;
}

function recordOf(text: string): SavedLane | undefined {
  try {
    const value = JSON.parse(text) as Partial<SavedLane> | null;
    return value?.receiver !== undefined && value.frontier !== undefined ? (value as SavedLane) : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(lane: SavedLane | UnreadableLane | undefined): UnreadableLane | undefined {
  return lane && { receiver: lane.receiver, pass: lane.pass, pipeline: lane.pipeline };
}
