import type { HttpRequest, HttpResponse, Runtime } from "@genai-collector/component";
import { createSettings, VirtualRuntime, World } from "@genai-collector/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DynamoTable } from "./dynamo-table.ts";
import type { DynamodbConfig } from "./dynamodb-config.ts";
import { openDynamoTable } from "./open-dynamo-table.ts";

const never = new AbortController().signal;
const secret = "a-secret-that-nobody-may-see";
const config: DynamodbConfig = {
  table: "state",
  region: "eu-west-1",
  endpoint: undefined,
  key_prefix: "",
  timeout: 5_000,
};

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The parts of a body that is read as a whole. */
async function* unread(): AsyncGenerator<Uint8Array> {}

/** A table whose requests are answered at once: the SDK reads real files, of which a virtual world knows nothing. */
async function setUp(answer: (request: HttpRequest) => Answer, over: Partial<DynamodbConfig> = {}) {
  const asked: HttpRequest[] = [];
  let closed = 0;
  const request = async (sent: HttpRequest): Promise<HttpResponse> => {
    asked.push(sent);
    const { status = 200, headers = { "x-amzn-requestid": "r-1" }, body = {} } = answer(sent);
    const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
    return { status, headers, body: { read: async () => bytes, [Symbol.asyncIterator]: unread } };
  };
  const virtual = new VirtualRuntime(new World(Date.UTC(2026, 0, 1)));
  const { clock, timers, random, servers, files, compress, process } = virtual;
  const others = { clock, timers, random, servers, files, compress, process };
  const runtime: Runtime = { ...others, http: { open: () => ({ request, close: async () => void closed++ }) } };
  const table = await openDynamoTable({ ...config, ...over }, createSettings("dynamodb", runtime));
  return { table, asked, closed: () => closed };
}

const bodyOf = ({ body }: HttpRequest): unknown => JSON.parse(new TextDecoder().decode(body![0]));
const awsError = (status: number, name: string, message = "said so"): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message },
});

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "testkey");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secret);
  vi.stubEnv("AWS_SESSION_TOKEN", secret);
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});
afterEach(() => void vi.unstubAllEnvs());

describe("openDynamoTable", () => {
  it("gets an item as it is stored now, with a signed request to the region", async () => {
    const item = { pk: { S: "a" }, version: { N: "3" }, text: { S: "x" }, other: { BOOL: true } };
    const { table, asked } = await setUp(() => ({ body: { Item: item } }));
    expect(await table.get("a", never)).toEqual({ pk: "a", version: 3, text: "x" });
    const [request] = asked;
    expect(request?.url).toMatch(/^https:\/\/dynamodb\.eu-west-1\.amazonaws\.com\/$/);
    expect(request?.headers["x-amz-target"]).toBe("DynamoDB_20120810.GetItem");
    expect(request?.headers["authorization"]).toMatch(/^AWS4-HMAC-SHA256 Credential=testkey\//);
    expect(bodyOf(request!)).toEqual({ TableName: "state", Key: { pk: { S: "a" } }, ConsistentRead: true });
  });

  it("asks the endpoint that is configured", async () => {
    const { table, asked } = await setUp(() => ({}), { endpoint: "http://127.0.0.1:8000/path" });
    expect(await table.get("a", never)).toBeUndefined();
    expect(asked[0]?.url).toBe("http://127.0.0.1:8000/path/");
  });

  it.each<readonly [number | "absent" | "unversioned", object]>([
    ["absent", { ConditionExpression: "attribute_not_exists(pk)" }],
    ["unversioned", { ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(#version)" }],
    [7, { ConditionExpression: "#version = :expected", ExpressionAttributeValues: { ":expected": { N: "7" } } }],
  ])("puts an item on the condition: %s", async (expected, condition) => {
    const { table, asked } = await setUp(() => ({}));
    expect(await table.put({ pk: "a", version: 8, text: "" }, expected, never)).toBe("written");
    expect(bodyOf(asked[0]!)).toMatchObject({
      ...condition,
      TableName: "state",
      Item: { pk: { S: "a" }, version: { N: "8" }, text: { S: "" } },
    });
  });

  it("takes a condition that does not hold for a conflict", async () => {
    const { table } = await setUp(() => awsError(400, "ConditionalCheckFailedException"));
    expect(await table.put({ pk: "a" }, "absent", never)).toBe("conflict");
    expect(await table.remove("a", 1, never)).toBe("conflict");
  });

  const unavailable = { code: "DYNAMODB_UNAVAILABLE", kind: "retryable" };
  const refused = { code: "DYNAMODB_REFUSED", kind: "misconfigured" };
  it.each<readonly [string, Answer, object]>([
    ["throttling", awsError(400, "ProvisionedThroughputExceededException"), unavailable],
    ["throttling of requests", awsError(400, "ThrottlingException"), unavailable],
    ["a transaction in the way", awsError(400, "TransactionConflictException"), unavailable],
    ["another region's write of a global table", awsError(400, "ReplicatedWriteConflictException"), unavailable],
    ["500", awsError(500, "InternalServerError"), unavailable],
    [
      "503 with a time",
      { ...awsError(503, "ServiceUnavailable"), headers: { "retry-after": "2" } },
      { ...unavailable, retryAfterMs: 2_000 },
    ],
    ["502 of a proxy", { status: 502, body: "<html>" }, unavailable],
    ["a page of a proxy", { body: "<html>" }, unavailable],
    ["emptiness that is not the service's", { headers: {} }, unavailable],
    ["no table", awsError(400, "ResourceNotFoundException"), refused],
    ["no right", awsError(400, "AccessDeniedException"), refused],
    ["another key schema", awsError(400, "ValidationException"), refused],
    ["a token that has ended", awsError(400, "ExpiredTokenException", secret), refused],
    ["a signature that quotes what was signed", awsError(400, "InvalidSignatureException", secret), refused],
  ])("an answer of %s is told as what it is, after one request", async (_name, answer, error) => {
    const { table, asked } = await setUp(() => answer);
    const calls = [
      (): Promise<unknown> => table.get("a", never),
      (): Promise<unknown> => table.put({ pk: "a" }, "absent", never),
      (): Promise<unknown> => table.remove("a", undefined, never),
    ];
    for (const call of calls) {
      const found = await call().then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      expect(found).toMatchObject(error);
      expect(`${found?.stack} ${String(found?.cause)}`).not.toContain(secret);
    }
    expect(asked).toHaveLength(3);
  });

  it("says that there are no credentials", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    const { table, asked } = await setUp(() => ({}));
    await expect(table.get("a", never)).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  it("is not opened without a region, and leaves nothing open then", async () => {
    vi.stubEnv("AWS_REGION", undefined);
    await expect(setUp(() => ({}), { region: "" })).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("no AWS region") as unknown,
    });
  });

  it("closes its connections", async () => {
    const { table, closed } = await setUp(() => ({}));
    const open: DynamoTable = table;
    await open.close();
    expect(closed()).toBe(1);
    await expect(open.get("a", never)).rejects.toMatchObject({ code: "DYNAMODB_ABORTED" });
  });
});
