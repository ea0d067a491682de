import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpRequest } from "@genai-collector/component";
import { createSettings, jsonAnswer, VirtualRuntime, World, type Answer } from "@genai-collector/testkit";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { openKubernetes } from "./open-kubernetes.ts";

const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
afterAll(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;
const token = "a-token-that-nobody-may-see";
let count = 0;

function fileOf(text: string): string {
  const path = join(folder, `kubeconfig-${++count}`);
  writeFileSync(path, text);
  return path;
}

interface KubeconfigParts {
  readonly server?: string;
  readonly user?: object;
  readonly context?: object;
}

function kubeconfigOf(parts: KubeconfigParts = {}): string {
  const { server = "https://api.test:6443/", user = { token }, context = {} } = parts;
  const config = {
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", ...context } }],
    "current-context": "x",
  };
  return fileOf(JSON.stringify(config));
}

interface Setup {
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly answer?: (request: HttpRequest) => Answer;
}

async function setUp({ kubeconfig = kubeconfigOf(), namespace = "", answer = () => ({ status: 500 }) }: Setup = {}) {
  const world = new World(Date.UTC(2026, 0, 1));
  const runtime = new VirtualRuntime(world);
  const asked: HttpRequest[] = [];
  world.route("https://api.test:6443", (request) => {
    asked.push(request);
    return answer(request);
  });
  const open = openKubernetes({ kubeconfig, namespace, timeout: 5_000 }, createSettings("kubernetes", runtime));
  return { world, runtime, asked, client: await open };
}

const status = (code: number, reason: string, message = "said so"): Answer =>
  jsonAnswer({ kind: "Status", code, reason, message }, { status: code });
const stored = { metadata: { name: "a", resourceVersion: "7", uid: "u-1" }, data: { k: "v" } };

describe("openKubernetes", () => {
  it("asks the context's server, in its namespace, with the user's token", async () => {
    const context = { namespace: "team" };
    const { world, client, asked } = await setUp({
      kubeconfig: kubeconfigOf({ context }),
      answer: () => jsonAnswer(stored),
    });
    expect(await world.until(client.configMaps.get("a", never))).toEqual(stored);
    expect(asked[0]).toMatchObject({
      method: "GET",
      url: "https://api.test:6443/api/v1/namespaces/team/configmaps/a",
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    });
  });

  it.each<readonly [string, Setup, string]>([
    [
      "the configuration's namespace",
      { namespace: "mine", kubeconfig: kubeconfigOf({ context: { namespace: "b" } }) },
      "mine",
    ],
    ["`default` where nobody names one", {}, "default"],
  ])("uses %s", async (_, setup, namespace) => {
    const { world, client, asked } = await setUp({ ...setup, answer: () => status(404, "NotFound") });
    await world.until(client.leases.get("a", never));
    expect(asked[0]?.url).toBe(`https://api.test:6443/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/a`);
  });

  it("writes user and password as HTTP has them", async () => {
    const kubeconfig = kubeconfigOf({ user: { username: "me", password: "p:w" } });
    const { world, client, asked } = await setUp({ kubeconfig, answer: () => status(404, "NotFound") });
    await world.until(client.leases.get("a", never));
    expect(asked[0]?.headers["authorization"]).toBe(`Basic ${Buffer.from("me:p:w").toString("base64")}`);
  });

  it("replaces an object with all that it was read with", async () => {
    const { world, client, asked } = await setUp({ answer: () => jsonAnswer(stored) });
    const got = (await world.until(client.configMaps.get("a", never)))!;
    await world.until(client.configMaps.replace({ ...got, data: { k: "w" } }, never));
    const [body] = asked[1]!.body!;
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual({
      ...stored,
      data: { k: "w" },
      apiVersion: "v1",
      kind: "ConfigMap",
    });
  });

  it.each<readonly [name: string, path: () => string, said: string]>([
    ["a file that is not there", () => join(folder, "none"), "ENOENT"],
    ["no YAML", () => fileOf(`users:\n  - token: ${token}\n bad: [`), "it is no YAML from line 3 on"],
    ["no kubeconfig", () => fileOf("[1, 2]"), "kubeconfig"],
    ["a cluster without a server", () => fileOf(`{ "clusters": [{ "name": "c", "cluster": {} }] }`), "clusters[0]"],
    [
      "a context that names nothing",
      () => kubeconfigOf({ context: { cluster: "other" } }),
      "names no cluster and user",
    ],
    ["a server without TLS", () => kubeconfigOf({ server: "http://api.test" }), "must be an https URL"],
    [
      "a server with credentials in its URL",
      () => kubeconfigOf({ server: `https://u:${token}@api.test` }),
      "without credentials",
    ],
  ])("refuses %s, and quotes nothing of it", async (_name, path, said) => {
    const error = await setUp({ kubeconfig: path() }).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: "KUBERNETES_REFUSED", kind: "misconfigured" });
    expect((error as Error).message).toContain(said);
    expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain(token);
  });

  it("says that a plugin gave no credentials, and not what it said", async () => {
    const user = {
      exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sh", args: ["-c", `echo ${token} >&2; exit 1`] },
    };
    const { client } = await setUp({ kubeconfig: kubeconfigOf({ user }) });
    // A process takes real time, of which a virtual world knows nothing.
    const error = await client.leases.get("a", never).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: "KUBERNETES_UNAVAILABLE", kind: "retryable" });
    expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain(token);
  });

  const unavailable = { code: "KUBERNETES_UNAVAILABLE", kind: "retryable" };
  const refused = { code: "KUBERNETES_REFUSED", kind: "misconfigured" };
  it.each<readonly [name: string, answer: Answer, error: object]>([
    [
      "429",
      { ...status(429, "TooManyRequests"), headers: { "retry-after": "3" } },
      { ...unavailable, retryAfterMs: 3_000 },
    ],
    ["500", status(500, "InternalError"), unavailable],
    ["503 of a load balancer", { status: 503, body: "<html>" }, unavailable],
    ["504", status(504, "Timeout"), unavailable],
    ["408", { status: 408 }, unavailable],
    ["401", status(401, "Unauthorized"), refused],
    ["403", status(403, "Forbidden", "configmaps is forbidden"), { ...refused, message: /is forbidden/ }],
    ["404 of something in front of it", { status: 404, body: "no such page" }, refused],
    ["405", status(405, "MethodNotAllowed"), refused],
    ["a redirect", { status: 302, headers: { location: "https://login.test" } }, refused],
    ["a page instead of an object", { status: 200, body: "<html>" }, unavailable],
    ["an object without a version", jsonAnswer({ metadata: { name: "a" } }), unavailable],
    ["a connection that breaks in the answer", { ...jsonAnswer(stored), cutAfterBytes: 9 }, unavailable],
  ])("an answer of %s is told as what it is", async (_name, answer, { message, ...error }: { message?: RegExp }) => {
    const { world, client } = await setUp({ answer: () => answer });
    for (const call of [client.configMaps.get("a", never), client.configMaps.list({}, never)]) {
      const found = await world.until(
        call.then(
          () => undefined,
          (reason: unknown) => reason as Error,
        ),
      );
      expect(found).toMatchObject(error);
      if (message !== undefined) expect(found?.message).toMatch(message);
    }
  });

  it("leaves nothing open", async () => {
    const { world, runtime, client } = await setUp({ answer: () => jsonAnswer(stored) });
    await world.until(client.configMaps.get("a", never));
    await world.until(client.close());
    expect(runtime.leaks()).toEqual([]);
  });
});

describe("where nobody names a kubeconfig", () => {
  const settings = (runtime: VirtualRuntime) => createSettings("kubernetes", runtime);
  const config = { kubeconfig: "", namespace: "", timeout: 5_000 };
  afterEach(() => void vi.unstubAllEnvs());

  it("says what is missing outside of a cluster", async () => {
    vi.stubEnv("KUBECONFIG", undefined);
    vi.stubEnv("HOME", folder);
    const error = { code: "KUBERNETES_REFUSED", message: expect.stringContaining("there is no kubeconfig") as unknown };
    await expect(openKubernetes(config, settings(new VirtualRuntime(new World())))).rejects.toMatchObject(error);
  });

  it("takes the library's: KUBECONFIG", async () => {
    vi.stubEnv("KUBECONFIG", kubeconfigOf());
    const world = new World();
    world.route("https://api.test:6443", () => jsonAnswer(stored));
    const client = await openKubernetes(config, settings(new VirtualRuntime(world)));
    expect(await world.until(client.configMaps.get("a", never))).toEqual(stored);
  });

  it("takes the pod's service account before any kubeconfig", async () => {
    vi.stubEnv("KUBECONFIG", kubeconfigOf());
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    vi.stubEnv("KUBERNETES_SERVICE_PORT", "443");
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await world.until(writeToken(runtime));
    const client = await openKubernetes(config, settings(runtime));
    // The library reads the real disk, where this is no pod: it asks nobody without the account's authority.
    const error = { code: "KUBERNETES_UNAVAILABLE", message: expect.stringContaining("credentials") as unknown };
    await expect(client.configMaps.get("a", never)).rejects.toMatchObject(error);
  });

  it("refuses a service account without a server", async () => {
    vi.stubEnv("KUBERNETES_SERVICE_HOST", undefined);
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await world.until(writeToken(runtime));
    await expect(openKubernetes(config, settings(runtime))).rejects.toMatchObject({ code: "KUBERNETES_REFUSED" });
  });
});

async function writeToken({ files }: VirtualRuntime): Promise<void> {
  const mounted = "/var/run/secrets/kubernetes.io/serviceaccount";
  await files.makeFolder(mounted);
  const file = await files.open(`${mounted}/token`, "truncate");
  await file.write(new TextEncoder().encode(token));
  await file.close();
}
