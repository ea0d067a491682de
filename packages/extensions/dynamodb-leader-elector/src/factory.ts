import { defineExtension, leaderElector } from "@genai-collector/component";
import { openDynamoTable, type OpenDynamoTable } from "@genai-collector/config/dynamodb";
import { electionInstruments, ElectorExtension } from "@genai-collector/coordination/election";
import { dynamodbLeaderElectorConfig } from "./config.ts";
import { DynamoLeaseCell } from "./dynamo-lease-cell.ts";

/** The elector over tables that `open` opens: the real ones, or those of a virtual server. */
export function createDynamodbLeaderElectorFactory(open: OpenDynamoTable) {
  return defineExtension({
    type: "dynamodb_leader_elector",
    stability: { extension: "beta" },
    config: dynamodbLeaderElectorConfig,
    instruments: electionInstruments,
    provides: [leaderElector],
    create: (settings, config) =>
      new ElectorExtension(settings, config, async () => {
        const table = await open(config, settings);
        return {
          cellOf: (source) => {
            const name = source === undefined ? config.lock_name : `${config.lock_name}#${source}`;
            const pk = `${config.key_prefix}lock#${name}`;
            return { name, cell: new DynamoLeaseCell(table, pk, settings.runtime) };
          },
          close: () => table.close(),
        };
      }),
  });
}

/** Elects the replica that polls, over an item of a DynamoDB table. */
export const dynamodbLeaderElectorExtensionFactory = createDynamodbLeaderElectorFactory(openDynamoTable);
