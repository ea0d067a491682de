import { glob, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, startCollector } from "../src/collector.ts";
import { awsEnvironment, DynamodbServer } from "../src/dynamodb-server.ts";
import { eventually } from "../src/eventually.ts";
import { freePort } from "../src/free-ports.ts";
import { apiKey, openGateway, type Gateway } from "../src/gateway.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { push } from "../src/push.ts";
import { receivedPoints } from "../src/received-points.ts";
import { KubernetesServer } from "../src/kubernetes-server.ts";
import { langsmithKey, openLangsmith } from "../src/simulated-langsmith.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

/** Configurations of ours among the YAML files of a folder: other programs' files have no pipelines, or their name. */
async function configurations(pattern: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: workspace, exclude: ["**/node_modules/**"] })) {
    const text = await readFile(join(workspace, file), "utf8");
    if (/^service:$/m.test(text) && /^ {2}pipelines:$/m.test(text) && !basename(file).startsWith("otelcol"))
      found.push(file);
  }
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Something that a variable of this name may hold. */
function exampleOf(name: string): string {
  if (/KEY|TOKEN|SECRET|AUTH/.test(name)) return "secret";
  return /HOSTS?$/.test(name) ? "objects.example.org" : "http://127.0.0.1:9";
}

const shipped = await configurations("configs/**/*.yaml");
const examples = await configurations("examples/**/*.yaml");

describe("validate passes", () => {
  it.each([...shipped, ...examples])("on %s", async (file) => {
    const stage = await Stage.open();
    const path = join(workspace, file);
    const own = await readFile(path, "utf8");
    // What has no receivers is laid over its folder's whole configuration.
    const paths = /^receivers:$/m.test(own) ? [path] : [join(dirname(path), "config.yaml"), path];
    const text = (await Promise.all(paths.map((each) => readFile(each, "utf8")))).join("\n");
    // What has no default must be given: an address, or a secret.
    const needed = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name!);
    const env = Object.fromEntries(needed.map((name) => [name, exampleOf(name)]));
    const flags = paths.flatMap((each) => ["--config", each]);
    const { code, stdout, stderr } = await runCli(["validate", ...flags], { cwd: stage.folder, env });
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
    // Laid over another, a file may leave some of that one's components out.
    const unused = /^Warning: .*: is configured, but stands in no pipeline\n/gm;
    expect(paths.length === 1 ? stderr : stderr.replaceAll(unused, "")).toBe("");
  });

  it("on at least the files that the documentation leads to", () => {
    expect(shipped).toEqual(
      expect.arrayContaining([
        "configs/ai-platforms.yaml",
        "configs/langsmith.yaml",
        "configs/portkey.yaml",
        "configs/portkey-dynamodb.yaml",
        "configs/portkey-kubernetes.yaml",
        "configs/portkey-full.yaml",
        "configs/quickstart.yaml",
      ]),
    );
    expect(examples.map((file) => dirname(file))).toEqual(
      expect.arrayContaining(["examples/acme-receiver", "examples/instrumented-app"]),
    );
  });
});

/** What a shipped file needs in order to run on this machine alone. */
interface Local {
  readonly env: NodeJS.ProcessEnv;
  readonly set: readonly string[];
  /** Where it listens for what it delivers; absent where it polls. */
  readonly listener?: string;
}

/** One of the replicas that poll Portkey in turn: there is no lease yet, and to be sure of that it waits for as long as one lasts. */
async function replicaOf(gateway: Gateway, elector: string): Promise<readonly string[]> {
  return [
    `extensions::${elector}::lease_duration=2s`,
    `extensions::${elector}::renew_deadline=1500ms`,
    `extensions::${elector}::retry_period=500ms`,
    `receivers::portkey::endpoint=${gateway.endpoint}`,
    "receivers::portkey::http::allow_private=true",
    `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
    `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
    `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
  ];
}

const local: Readonly<Record<string, (stage: Stage, gateway: Gateway, sink: OtlpSink) => Promise<Local>>> = {
  "configs/quickstart.yaml": async (stage, gateway, sink) => ({
    env: {
      QUICKSTART_GATEWAY: gateway.endpoint,
      QUICKSTART_API_KEY: apiKey,
      QUICKSTART_SINK: sink.endpoint,
      QUICKSTART_STATE: stage.path("state"),
      QUICKSTART_METRICS_PORT: String(await freePort()),
      QUICKSTART_HEALTH: `127.0.0.1:${await freePort()}`,
      QUICKSTART_ZPAGES: `127.0.0.1:${await freePort()}`,
    },
    set: [],
  }),
  "configs/portkey.yaml": async (stage, gateway, sink) => ({
    env: {
      PORTKEY_API_KEY: apiKey,
      PORTKEY_WORKSPACE: "production",
      OTLP_ENDPOINT: sink.endpoint,
      STATE_DIR: stage.path("state"),
    },
    set: [
      `receivers::portkey::endpoint=${gateway.endpoint}`,
      "receivers::portkey::http::allow_private=true",
      `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
      `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
      `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
    ],
  }),
  "configs/portkey-kubernetes.yaml": async (stage, gateway, sink) => {
    const kubeconfig = await (await KubernetesServer.start(stage)).kubeconfig({ namespace: "default" });
    return {
      env: { PORTKEY_API_KEY: apiKey, PORTKEY_WORKSPACE: "production", OTLP_ENDPOINT: sink.endpoint },
      set: [
        ...(await replicaOf(gateway, "kubernetes_leader_elector")),
        `extensions::kubernetes_checkpoint::kubeconfig=${kubeconfig}`,
        `extensions::kubernetes_leader_elector::kubeconfig=${kubeconfig}`,
      ],
    };
  },
  "configs/portkey-dynamodb.yaml": async (stage, gateway, sink) => {
    const server = await DynamodbServer.start(stage);
    await server.makeTable("collector");
    return {
      env: {
        ...awsEnvironment,
        PORTKEY_API_KEY: apiKey,
        PORTKEY_WORKSPACE: "production",
        DYNAMODB_TABLE: "collector",
        OTLP_ENDPOINT: sink.endpoint,
      },
      set: [
        ...(await replicaOf(gateway, "dynamodb_leader_elector")),
        `extensions::dynamodb_checkpoint::endpoint=${server.endpoint}`,
        `extensions::dynamodb_leader_elector::endpoint=${server.endpoint}`,
      ],
    };
  },
  "configs/portkey-full.yaml": async (stage, gateway, sink) => ({
    env: {
      PORTKEY_API_KEY: apiKey,
      PORTKEY_WORKSPACE: "production",
      PORTKEY_WORKSPACE_ID: gateway.simulator.workspaceId("production"),
      PORTKEY_OBJECT_HOSTS: "objects.example.net",
      OTLP_ENDPOINT: sink.endpoint,
      STATE_DIR: stage.path("state"),
    },
    set: [
      `receivers::portkey::endpoint=${gateway.endpoint}`,
      "receivers::portkey::http::allow_private=true",
      "receivers::portkey::loops::groups::metadata_keys=[use_case]",
      `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
      `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
      `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
    ],
  }),
  "configs/langsmith.yaml": async (stage, _gateway, sink) => ({
    env: {
      LANGSMITH_API_KEY: langsmithKey,
      LANGSMITH_ENDPOINT: await openLangsmith(stage),
      OTLP_ENDPOINT: sink.endpoint,
      STATE_DIR: stage.path("state"),
    },
    set: [
      "receivers::langsmith::http::allow_private=true",
      `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
      `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
      `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
    ],
  }),
  "configs/ai-platforms.yaml": async (stage, gateway, sink) => ({
    env: {
      PORTKEY_API_KEY: apiKey,
      PORTKEY_WORKSPACE: "production",
      LANGSMITH_API_KEY: langsmithKey,
      LANGSMITH_ENDPOINT: await openLangsmith(stage),
      OTLP_ENDPOINT: sink.endpoint,
      STATE_DIR: stage.path("state"),
    },
    set: [
      `receivers::portkey::endpoint=${gateway.endpoint}`,
      "receivers::portkey::http::allow_private=true",
      "receivers::langsmith::http::allow_private=true",
      `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
      `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
      `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
    ],
  }),
  "configs/gateway.yaml": async (stage, _gateway, sink) => {
    const listener = `127.0.0.1:${await freePort()}`;
    return {
      listener,
      env: { OTLP_ENDPOINT: sink.endpoint, STATE_DIR: stage.path("state") },
      set: [
        `receivers::otlp::protocols::http::endpoint=${listener}`,
        `receivers::otlp::protocols::grpc::endpoint=127.0.0.1:${await freePort()}`,
        `extensions::health_check::endpoint=127.0.0.1:${await freePort()}`,
        `extensions::zpages::endpoint=127.0.0.1:${await freePort()}`,
        `service::telemetry::metrics::readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: ${await freePort()}}}}}]`,
      ],
    };
  },
};

describe("every shipped configuration runs", () => {
  it.each(shipped)("%s: starts, delivers, and ends with 0", { timeout: 60_000 }, async (file) => {
    const prepare = local[file];
    if (prepare === undefined) throw new Error(`say in this test how ${file} runs on one machine`);
    const stage = await Stage.open();
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    const { env, set, listener } = await prepare(stage, gateway, sink);
    const flags = set.flatMap((option) => ["--set", option]);
    const { child, ready } = startCollector(stage, [join(workspace, file)], env, flags);
    await ready();
    if (listener !== undefined) expect((await push(listener, "metrics")).status).toBe(200);
    await eventually("a delivery", () => sink.bodies("metrics").length > 0);
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
    expect(sink.bodies("metrics").flatMap(receivedPoints).length).toBeGreaterThan(0);
  });
});
