import type { DynamoItem } from "@genai-collector/config/dynamodb";
import type { VirtualDynamo } from "@genai-collector/testkit";
import type { CheckpointSight, Damaged } from "./checkpoint-sight.ts";
import type { SavedLane, UnreadableLane } from "./saved-lanes.ts";

interface Entry {
  readonly table: string;
  readonly item: DynamoItem;
  readonly record: SavedLane | UnreadableLane;
}

/** What a DynamoDB table holds of lanes: items with a receiver and a time. What was written is durable. */
export class TableSight implements CheckpointSight {
  readonly #dynamodb: VirtualDynamo;
  readonly #entries = new Map<string, Entry>();

  /** `written`: told whenever the item of a lane has changed. */
  constructor(dynamodb: VirtualDynamo, written: () => void) {
    this.#dynamodb = dynamodb;
    dynamodb.onWrite = ({ table, pk, item }) => {
      if (this.#enter(table, pk, item)) written();
    };
  }

  visible(): readonly (SavedLane | UnreadableLane)[] {
    return [...this.#entries.values()].map(({ record }) => record);
  }

  durable(): readonly (SavedLane | UnreadableLane)[] {
    return this.visible();
  }

  damage(text: string): Damaged | undefined {
    const found = [...this.#entries].find(([, { record }]) => "frontier" in record);
    if (found === undefined) return undefined;
    const [pk, { table, item }] = found;
    const time = (value: string): void => {
      const now = this.#dynamodb.item(table, pk) ?? item;
      this.#dynamodb.writeItem(table, { ...now, time: value, version: Number(now["version"]) + 1 });
    };
    time(text);
    return {
      what: `the item ${pk}`,
      isRewritten: () => this.#dynamodb.item(table, pk)?.["time"] !== text,
      restore: () => time(String(item["time"])),
      remove: () => this.#dynamodb.deleteItem(table, pk),
    };
  }

  /** Gives whether that concerns a lane. */
  #enter(table: string, pk: string, item: DynamoItem | undefined): boolean {
    const known = this.#entries.get(pk);
    if (item === undefined) return this.#entries.delete(pk);
    const record = recordOf(item) ?? unreadable(known?.record);
    if (record === undefined) return false;
    this.#entries.set(pk, { table, item, record });
    return true;
  }
}

function recordOf(item: DynamoItem): SavedLane | undefined {
  const time = Date.parse(String(item["time"]));
  if (item["receiver"] === undefined || Number.isNaN(time)) return undefined;
  const {
    receiver,
    pass,
    pipeline,
    epoch,
    skipped = "{}",
    skippedRanges = "[]",
    origin,
    books,
    earlier,
  } = item as Readonly<Record<string, string>>;
  return {
    receiver: receiver!,
    pass: pass!,
    pipeline: pipeline!,
    epoch: Number(epoch),
    frontier: { time },
    skipped: JSON.parse(skipped) as SavedLane["skipped"],
    skippedRanges: JSON.parse(skippedRanges) as NonNullable<SavedLane["skippedRanges"]>,
    ...(origin === undefined ? {} : { origin: Date.parse(origin) }),
    ...(books === undefined ? {} : { books: JSON.parse(books) as NonNullable<SavedLane["books"]> }),
    ...(earlier === undefined ? {} : { earlier: JSON.parse(earlier) as NonNullable<SavedLane["earlier"]> }),
  };
}

function unreadable(lane: SavedLane | UnreadableLane | undefined): UnreadableLane | undefined {
  return lane && { receiver: lane.receiver, pass: lane.pass, pipeline: lane.pipeline };
}
