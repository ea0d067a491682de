import type { LaneKey } from "@genai-collector/component";
import { openDynamoTable, type DynamoItem, type DynamoTable } from "@genai-collector/config/dynamodb";
import { keyText } from "@genai-collector/coordination/checkpoint";
import { createDynamodbCheckpointFactory } from "@genai-collector/extension-dynamodb-checkpoint";
import { never } from "./client-scene.ts";
import type { RecordServer } from "./real-storage.ts";
import { startExtension } from "./running-extension.ts";
import { dynamoBy } from "./ways.ts";

let count = 0;

/** Records in items whose keys begin as nobody else's. `client`: of whoever edits them by hand. */
export function dynamodbRecords(endpoint: string, table: string, client: DynamoTable): RecordServer {
  const prefix = `records-${++count}/`;
  const edit = async (key: LaneKey, change: DynamoItem): Promise<void> => {
    const pk = `${prefix}ckpt#${keyText(key)}`;
    const item = await client.get(pk, never);
    if (item === undefined) throw new Error(`there is no item ${pk}`);
    await client.put({ ...item, ...change }, item["version"] as number, never);
  };
  return {
    open: (way) =>
      startExtension(createDynamodbCheckpointFactory(dynamoBy(way, openDynamoTable)), {
        table,
        endpoint,
        key_prefix: prefix,
      }),
    corrupt: (key) => edit(key, { time: "yesterday" }),
    makeNewer: (key) => edit(key, { format: 2 }),
  };
}
