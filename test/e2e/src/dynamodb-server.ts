import { mkdir } from "node:fs/promises";
import type { Child } from "./child.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-ports.ts";
import { peer } from "./peer.ts";
import type { Stage } from "./stage.ts";

/** It is a Java program: its first second is spent on itself. */
const startMs = 60_000;
/** An end in order writes what it holds; then it is killed. */
const endMs = 10_000;

/** What processes are to find in their environment: DynamoDB Local keeps a world of its own for each key and region. */
export const awsEnvironment: NodeJS.ProcessEnv = {
  AWS_ACCESS_KEY_ID: "testkey",
  AWS_SECRET_ACCESS_KEY: "test-secret-of-dynamodb",
  AWS_REGION: "eu-west-1",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** A real DynamoDB Local on loopback: it can be taken away and comes back with everything that it stored. */
export class DynamodbServer {
  readonly endpoint: string;
  readonly #stage: Stage;
  readonly #port: number;
  readonly #libraries: string;
  #child: Child | undefined;

  private constructor(stage: Stage, port: number, libraries: string) {
    this.#stage = stage;
    this.#port = port;
    this.#libraries = libraries;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** Starts it; it ends with the stage. */
  static async start(stage: Stage): Promise<DynamodbServer> {
    const server = new DynamodbServer(stage, await freePort(), await peer("dynamodb"));
    await mkdir(stage.path("dynamodb"));
    await server.comeBack();
    return server;
  }

  /** Makes a table with the partition key `pk`, in the world of `awsEnvironment`. */
  async makeTable(table: string): Promise<void> {
    const { status, content } = await this.ask("CreateTable", {
      TableName: table,
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    if (status !== 200) throw new Error(`cannot make the table ${table}: ${status} ${JSON.stringify(content)}`);
  }

  /** What it answers to an action; it looks at the key of a signature, not at the rest. */
  async ask(action: string, body: object): Promise<{ readonly status: number; readonly content: unknown }> {
    const scope = `${awsEnvironment["AWS_ACCESS_KEY_ID"]}/20260101/${awsEnvironment["AWS_REGION"]}/dynamodb/aws4_request`;
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${action}`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, content: await response.json() };
  }

  async goAway(): Promise<void> {
    await this.#child?.end("SIGTERM", endMs);
  }

  /** It takes requests and answers none, until `thaw`. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Starts it, again on the same port; resolves when it answers. */
  async comeBack(): Promise<void> {
    const args = [
      "-Xmx256m",
      `-Djava.library.path=${this.#libraries}`,
      "-cp",
      `${this.#libraries}/*`,
      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
      "-dbPath",
      this.#stage.path("dynamodb"),
      "-port",
      String(this.#port),
      "-disableTelemetry",
    ];
    const child = this.#stage.start({ command: "java", args });
    this.#child = child;
    // It refuses what is no request of its protocol.
    const isThere = async (): Promise<boolean> => (await fetch(this.endpoint)).status === 400;
    const ended = child.ended.then(() => Promise.reject(new Error("it ended")));
    await Promise.race([ended, eventually("DynamoDB Local to be ready", isThere, startMs)]).catch((cause: unknown) => {
      const said = `${child.stdout}${child.stderr}`.slice(-4_000);
      throw new Error(`cannot start the peer DynamoDB Local (it needs java 17 or newer); it said:\n${said}`, { cause });
    });
    ended.catch(() => undefined); // from now on it may
  }
}
