import type { DynamoTable } from "@genai-collector/config/dynamodb";
import { awsEnvironment } from "@genai-collector/test-e2e/dynamodb-server";
import { Stage } from "@genai-collector/test-e2e/stage";
import { describeCheckpointStore } from "@genai-collector/testkit/conformance";
import { afterAll, beforeAll, vi } from "vitest";
import { describeDynamoTable, type DynamoScene } from "../src/describe-dynamo-table.ts";
import { describeElection } from "../src/describe-election.ts";
import { dynamodbRecords } from "../src/dynamodb-records.ts";
import { dynamodbElection } from "../src/election-servers.ts";
import { realDynamo } from "../src/real-dynamo.ts";
import { RealStorage } from "../src/real-storage.ts";

const name = "DynamoDB Local 2.6";
const table = "state";
let stage: Stage;
let scene: DynamoScene;
let client: DynamoTable;
let endpoint: string;
const storages: RealStorage[] = [];

beforeAll(async () => {
  for (const [variable, value] of Object.entries(awsEnvironment)) vi.stubEnv(variable, value);
  stage = await Stage.openUntilClosed();
  const real = await realDynamo(stage);
  scene = real.scene;
  client = await scene.open();
  endpoint = real.server.endpoint;
});
afterAll(async () => {
  for (const storage of storages) await storage.close();
  await stage.close();
  vi.unstubAllEnvs();
});

describeDynamoTable(name, () => scene);

describeCheckpointStore(`dynamodb_checkpoint, on ${name}`, async () => {
  const storage = new RealStorage(dynamodbRecords(endpoint, table, client));
  storages.push(storage);
  return storage;
});

describeElection(name, () => dynamodbElection(endpoint, table, client));
