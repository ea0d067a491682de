import { setTimeout as sleep } from "node:timers/promises";
import { systemRuntime } from "@genai-collector/collector";
import { openDynamoTable, type DynamoTable } from "@genai-collector/config/dynamodb";
import { awsEnvironment, DynamodbServer } from "@genai-collector/test-e2e/dynamodb-server";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { createSettings } from "@genai-collector/testkit";
import { vi } from "vitest";
import { never } from "./client-scene.ts";
import type { DynamoScene } from "./describe-dynamo-table.ts";

/** A client takes a connection that a stopped server's kernel accepted: it stops a little later than the signal. */
const stopMs = 100;
/** Which key a client signs with. DynamoDB Local keeps a world of its own for each key, and no rights. */
const keys = { nobody: "otherkey", unknown: "no such key!" };

/** The scene of a real DynamoDB Local with a table, started on the stage. The environment is `awsEnvironment`. */
export async function realDynamo(stage: Stage): Promise<{ scene: DynamoScene; server: DynamodbServer }> {
  const server = await DynamodbServer.start(stage);
  await server.makeTable("state");
  const opened = async (table = "state", timeout = 5_000, key = awsEnvironment["AWS_ACCESS_KEY_ID"]) => {
    // The SDK finds its credentials where it is first used; nothing else is opened meanwhile.
    vi.stubEnv("AWS_ACCESS_KEY_ID", key);
    try {
      const config = { table, timeout, region: "", endpoint: server.endpoint, key_prefix: "" };
      const client: DynamoTable = await openDynamoTable(config, createSettings("dynamodb", systemRuntime));
      stage.defer(() => client.close());
      await client.get("found", never).catch(() => undefined);
      return client;
    } finally {
      vi.stubEnv("AWS_ACCESS_KEY_ID", awsEnvironment["AWS_ACCESS_KEY_ID"]);
    }
  };
  const scene: DynamoScene = {
    open: ({ timeoutMs } = {}) => opened(undefined, timeoutMs),
    openRefused: (who) => opened(undefined, undefined, keys[who]),
    openMissing: () => opened("missing"),
    until: (promise) => promise,
    now: () => performance.now(),
    async freeze() {
      server.freeze();
      await sleep(stopMs);
      return async () => server.thaw();
    },
    async goAway() {
      await server.goAway();
      return () => server.comeBack();
    },
    secrets: [awsEnvironment["AWS_SECRET_ACCESS_KEY"]!],
  };
  return { scene, server };
}
