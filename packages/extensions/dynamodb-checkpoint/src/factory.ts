import { checkpointStore, defineExtension } from "@genai-collector/component";
import { openDynamoTable, type OpenDynamoTable } from "@genai-collector/config/dynamodb";
import { CheckpointExtension } from "@genai-collector/coordination/checkpoint";
import { dynamodbCheckpointConfig } from "./config.ts";
import { dynamodbCheckpointInstruments } from "./telemetry.ts";
import { TablePlace } from "./table-place.ts";

/** The factory over any table: a real one, or a virtual one. */
export function createDynamodbCheckpointFactory(open: OpenDynamoTable) {
  return defineExtension({
    type: "dynamodb_checkpoint",
    stability: { extension: "beta" },
    config: dynamodbCheckpointConfig,
    instruments: dynamodbCheckpointInstruments,
    provides: [checkpointStore],
    traits: () => ({ shared: true }),
    create: (settings, config) =>
      new CheckpointExtension(settings, {
        orphans: config.orphans,
        marksWrites: true,
        open: async () => {
          const table = await open(config, settings);
          return {
            place: new TablePlace(table, config.key_prefix, settings.runtime),
            close: async () => table.close(),
          };
        },
      }),
  });
}

/** Keeps the frontiers of polling receivers in a DynamoDB table. */
export const dynamodbCheckpointExtensionFactory = createDynamodbCheckpointFactory(openDynamoTable);
