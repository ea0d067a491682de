import { watchDynamodb } from "./dynamodb-history.ts";
import { awsEnvironment, DynamodbServer } from "./dynamodb-server.ts";
import type { SharedState } from "./failover-story.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** What replicas share in a table of a real DynamoDB Local. */
export async function shareDynamodb(stage: Stage): Promise<SharedState> {
  const server = await DynamodbServer.start(stage);
  await server.makeTable("state");
  return {
    configs: [testdata("failover.yaml"), testdata("failover-dynamodb.yaml")],
    env: { ...awsEnvironment, E2E_DYNAMODB: server.endpoint },
    history: watchDynamodb(stage, server, "state"),
  };
}
