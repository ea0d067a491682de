import { systemRuntime } from "@genai-collector/collector";
import { openDynamoTable, type DynamoTable } from "@genai-collector/config/dynamodb";
import { awsEnvironment } from "@genai-collector/test-e2e/dynamodb-server";
import { eventually } from "@genai-collector/test-e2e/eventually";
import { Stage } from "@genai-collector/test-e2e/stage";
import { createSettings } from "@genai-collector/testkit";
import { describeCheckpointStore } from "@genai-collector/testkit/conformance";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { never } from "../src/client-scene.ts";
import { describeDynamoTable, type DynamoScene } from "../src/describe-dynamo-table.ts";
import { describeElection } from "../src/describe-election.ts";
import { dynamodbRecords } from "../src/dynamodb-records.ts";
import { dynamodbElection } from "../src/election-servers.ts";
import { openSockets } from "../src/open-sockets.ts";
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

it("the connection to a real table is kept from call to call, and gone with the client", async () => {
  const port = Number(new URL(endpoint).port);
  const before = openSockets(port);
  const config = { table, endpoint, region: "", key_prefix: "", timeout: 5_000 };
  const keeping = await openDynamoTable(config, createSettings("dynamodb", systemRuntime));
  for (let i = 0; i < 20; i++) await keeping.get("a", never);
  const kept = openSockets(port) - before;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(4);
  await keeping.close();
  await eventually("the sockets to be closed", () => openSockets(port) <= before);
});

describeCheckpointStore(`dynamodb_checkpoint, on ${name}`, async () => {
  const storage = new RealStorage(dynamodbRecords(endpoint, table, client));
  storages.push(storage);
  return storage;
});

describeElection(name, () => dynamodbElection(endpoint, table, client));
