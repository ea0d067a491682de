import { setTimeout as sleep } from "node:timers/promises";
import { systemRuntime } from "@genai-collector/collector";
import { openKubernetes, type KubernetesClient } from "@genai-collector/config/kubernetes";
import { KubernetesServer, type KubeconfigOptions } from "@genai-collector/test-e2e/kubernetes-server";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { createSettings } from "@genai-collector/testkit";
import type { KubernetesScene } from "./describe-kubernetes-client.ts";

/** A client takes a connection that a stopped server's kernel accepted: it stops a little later than the signal. */
const stopMs = 100;

/** The scene of a real API server, started on the stage. */
export async function realKubernetes(stage: Stage): Promise<{ scene: KubernetesScene; server: KubernetesServer }> {
  const server = await KubernetesServer.start(stage);
  await server.makeNamespace("other");
  const opened = async (options: KubeconfigOptions, timeout = 5_000): Promise<KubernetesClient> => {
    const config = { kubeconfig: await server.kubeconfig(options), namespace: "", timeout };
    const client = await openKubernetes(config, createSettings("kubernetes", systemRuntime));
    stage.defer(() => client.close());
    return client;
  };
  const scene: KubernetesScene = {
    open: ({ timeoutMs } = {}) => opened({}, timeoutMs),
    openRefused: (user) => opened({ user }),
    openNamespace: (namespace) => opened({ namespace }),
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
    secrets: server.tokens,
  };
  return { scene, server };
}
