import { systemRuntime } from "@genai-collector/collector";
import { openKubernetes, type KubernetesClient } from "@genai-collector/config/kubernetes";
import { eventually } from "@genai-collector/test-e2e/eventually";
import { KubernetesServer, type KubeconfigOptions } from "@genai-collector/test-e2e/kubernetes-server";
import { Stage } from "@genai-collector/test-e2e/stage";
import { createSettings } from "@genai-collector/testkit";
import { describeCheckpointStore } from "@genai-collector/testkit/conformance";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { never } from "../src/client-scene.ts";
import { describeElection } from "../src/describe-election.ts";
import { describeKubernetesClient, type KubernetesScene } from "../src/describe-kubernetes-client.ts";
import { kubernetesElection } from "../src/election-servers.ts";
import { failure } from "../src/failures.ts";
import { kubernetesRecords } from "../src/kubernetes-records.ts";
import { openSockets } from "../src/open-sockets.ts";
import { realKubernetes } from "../src/real-kubernetes.ts";
import { RealStorage } from "../src/real-storage.ts";

const name = "kube-apiserver 1.34";
let stage: Stage;
let scene: KubernetesScene;
let client: KubernetesClient;
let kubeconfig: string;
let server: KubernetesServer;
const storages: RealStorage[] = [];

beforeAll(async () => {
  stage = await Stage.openUntilClosed();
  const real = await realKubernetes(stage);
  ({ scene, server } = real);
  client = await scene.open();
  kubeconfig = await server.kubeconfig();
});
afterAll(async () => {
  for (const storage of storages) await storage.close();
  await stage.close();
});

describeKubernetesClient(name, () => scene);

describe("the connection to a real API server", () => {
  const opened = async (options: KubeconfigOptions): Promise<KubernetesClient> => {
    const config = { kubeconfig: await server.kubeconfig(options), namespace: "", timeout: 5_000 };
    return openKubernetes(config, createSettings("kubernetes", systemRuntime));
  };

  it("shows the kubeconfig's certificate: the server knows who asks", async () => {
    const known = await opened({ user: "certificate" });
    const error = await failure(known.configMaps.get("a", never));
    await known.close();
    const message = expect.stringContaining('User "client" cannot get resource "configmaps"') as unknown;
    expect(error).toMatchObject({ code: "KUBERNETES_REFUSED", message });
  });

  it("is made to nobody whose certificate is of another authority", async () => {
    const stranger = await opened({ authority: "other-ca" });
    const error = await failure(stranger.configMaps.get("a", never));
    await stranger.close();
    const message = expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED|UNABLE_TO_GET/) as unknown;
    expect(error).toMatchObject({ code: "KUBERNETES_UNAVAILABLE", kind: "retryable", message });
  });

  it("is kept from call to call, and gone with the client", async () => {
    const before = openSockets(server.port);
    const keeping = await opened({});
    for (let i = 0; i < 20; i++) await keeping.leases.get("a", never);
    const kept = openSockets(server.port) - before;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(4);
    await keeping.close();
    await eventually("the sockets to be closed", () => openSockets(server.port) <= before);
  });
});

describeCheckpointStore(`kubernetes_checkpoint, on ${name}`, async () => {
  const storage = new RealStorage(kubernetesRecords(kubeconfig, client));
  storages.push(storage);
  return storage;
});

it("real API server: a forward save persists, a backward save changes nothing", async () => {
  const storage = new RealStorage(kubernetesRecords(kubeconfig, client));
  storages.push(storage);
  const store = await storage.open();
  const lane = { receiver: "portkey", loop: "analytics", pass: "a b/c:ü", pipeline: "metrics" } as const;
  expect(await store.advance(lane, { time: 2_000 }, 1, [])).toBe("saved");
  expect(await store.advance(lane, { time: 3_000 }, 1, [])).toBe("saved");
  expect(await store.advance(lane, { time: 1_000 }, 1, [])).toBe("unchanged");
  expect((await (await storage.open()).load(lane))?.frontier.time).toBe(3_000);
});

it("a machine without etcd is told what to install", async () => {
  const bare = await Stage.open();
  vi.stubEnv("PATH", bare.folder);
  const error = await failure(KubernetesServer.start(bare));
  vi.unstubAllEnvs();
  expect((error as Error).message).toBe("cannot start the peer etcd: install etcd-server (Debian, Ubuntu) or etcd");
});

describeElection(name, () => kubernetesElection(kubeconfig, client));
