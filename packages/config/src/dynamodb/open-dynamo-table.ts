import { CollectorError, type Runtime } from "@genai-collector/component";
import type * as library from "@aws-sdk/client-dynamodb";
import { allowsClusterAddress } from "../http-client/address-guard.ts";
import { ServiceCalls } from "../service-calls/index.ts";
import { fromAttributes, toAttributes } from "./dynamo-attributes.ts";
import { dynamoError, isConditionFailed } from "./dynamo-error.ts";
import type { DynamoItem, DynamoTable, OpenDynamoTable } from "./dynamo-table.ts";
import type { DynamodbConfig } from "./dynamodb-config.ts";
import { dynamodbService } from "./dynamodb-service.ts";
import { runtimeHandler } from "./runtime-handler.ts";

/** Longer than the usual pause between two renewals of a lease, so that each has no handshake of its own. */
const idleTimeoutMs = 60_000;
/** A lease and a checkpoint at the same time, and room beside them. */
const connections = 4;

type Sdk = typeof library;

/**
 * A table, with the credentials that the AWS SDK finds. The SDK is loaded here and not before; it signs and reads, and
 * its requests go through the runtime. It repeats nothing by itself, so that each call ends within its own time.
 */
export const openDynamoTable: OpenDynamoTable = async (config, { runtime }) => {
  const sdk = await import("@aws-sdk/client-dynamodb");
  const http = runtime.http.open({ allowAddress: allowsClusterAddress, idleTimeoutMs, connections });
  const client = new sdk.DynamoDBClient({
    ...(config.region === "" ? {} : { region: config.region }),
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    requestHandler: runtimeHandler(http),
    maxAttempts: 1,
    endpointDiscoveryEnabled: false,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    await http.close();
  };
  await client.config.region().catch(async () => {
    await close();
    throw new CollectorError(
      dynamodbService.refused,
      "no AWS region is known: set `region`, AWS_REGION or a region of the AWS profile",
      { kind: "misconfigured" },
    );
  });
  return new RemoteTable(sdk, client, config, runtime, close);
};

class RemoteTable implements DynamoTable {
  readonly #sdk: Sdk;
  readonly #client: library.DynamoDBClient;
  readonly #table: string;
  readonly #calls: ServiceCalls;
  readonly #clock: Runtime["clock"];
  readonly #close: () => Promise<void>;

  constructor(
    sdk: Sdk,
    client: library.DynamoDBClient,
    config: DynamodbConfig,
    runtime: Runtime,
    close: () => Promise<void>,
  ) {
    this.#sdk = sdk;
    this.#client = client;
    this.#table = config.table;
    this.#calls = new ServiceCalls(runtime, dynamodbService, config.timeout);
    this.#clock = runtime.clock;
    this.#close = close;
  }

  get(pk: string, signal: AbortSignal): Promise<DynamoItem | undefined> {
    const what = `get the item ${pk} of the table ${this.#table}`;
    const command = new this.#sdk.GetItemCommand({
      TableName: this.#table,
      Key: { pk: { S: pk } },
      ConsistentRead: true,
    });
    return this.#run(what, signal, async (abortSignal) => {
      const { Item: item, $metadata } = await this.#client.send(command, { abortSignal });
      // What answers in the service's place must not be taken for the absence of an item: what is absent is made anew.
      if ($metadata.requestId === undefined) throw notItself(what);
      return item === undefined ? undefined : fromAttributes(item);
    });
  }

  async put(item: DynamoItem, expected: number | "absent" | "unversioned", signal: AbortSignal) {
    const what = `put the item ${item["pk"]} into the table ${this.#table}`;
    const input = { TableName: this.#table, Item: toAttributes(item), ...conditionOf(expected) };
    return this.#write(what, signal, "written" as const, (abortSignal) =>
      this.#client.send(new this.#sdk.PutItemCommand(input), { abortSignal }),
    );
  }

  remove(pk: string, expected: number | undefined, signal: AbortSignal) {
    const what = `remove the item ${pk} of the table ${this.#table}`;
    const condition = expected === undefined ? {} : conditionOf(expected);
    const input = { TableName: this.#table, Key: { pk: { S: pk } }, ...condition };
    return this.#write(what, signal, "removed" as const, (abortSignal) =>
      this.#client.send(new this.#sdk.DeleteItemCommand(input), { abortSignal }),
    );
  }

  close(): Promise<void> {
    this.#calls.close();
    return this.#close();
  }

  #write<T extends string>(
    what: string,
    signal: AbortSignal,
    outcome: T,
    send: (signal: AbortSignal) => Promise<{ readonly $metadata: { readonly requestId?: string | undefined } }>,
  ): Promise<T | "conflict"> {
    return this.#run(what, signal, async (abortSignal) => {
      try {
        const { $metadata } = await send(abortSignal);
        if ($metadata.requestId === undefined) throw notItself(what);
        return outcome;
      } catch (error) {
        if (isConditionFailed(error)) return "conflict";
        throw error;
      }
    });
  }

  #run<T>(what: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#calls.run(what, signal, (deadline) =>
      work(deadline).catch((error: unknown) => {
        throw dynamoError(what, error, this.#clock.now()) ?? error;
      }),
    );
  }
}

/** Words of the language of conditions: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html */
function conditionOf(expected: number | "absent" | "unversioned") {
  if (expected === "absent") return { ConditionExpression: "attribute_not_exists(pk)" };
  const names = { ExpressionAttributeNames: { "#version": "version" } };
  if (expected === "unversioned")
    return { ...names, ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(#version)" };
  return {
    ...names,
    ConditionExpression: "#version = :expected",
    ExpressionAttributeValues: { ":expected": { N: String(expected) } },
  };
}

function notItself(what: string): CollectorError {
  const message = `cannot ${what} at ${dynamodbService.name}: the answer is none of its own`;
  return new CollectorError(dynamodbService.unavailable, message, { kind: "retryable" });
}
