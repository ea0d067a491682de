import type { KubernetesClient } from "@genai-collector/config/kubernetes";
import { createSettings, VirtualKubernetes, VirtualRuntime, World } from "@genai-collector/testkit";
import type { KubernetesScene } from "./describe-kubernetes-client.ts";

/** The scene of a virtual API server in a world of its own. */
export function virtualKubernetes(): { scene: KubernetesScene; server: VirtualKubernetes; world: World } {
  const world = new World();
  const server = new VirtualKubernetes(world, { namespaces: ["default", "other"] });
  let count = 0;
  const opened = (namespace = "", timeout = 5_000, host = `host-${++count}`): Promise<KubernetesClient> => {
    const runtime = new VirtualRuntime(world, { host });
    const config = { kubeconfig: "", namespace, timeout };
    return server.open(runtime)(config, createSettings("kubernetes", runtime));
  };
  const scene: KubernetesScene = {
    open: ({ timeoutMs } = {}) => opened("", timeoutMs),
    openRefused(who) {
      server.fault({ kind: "refused", from: who });
      return opened("", undefined, who);
    },
    openNamespace: (namespace) => opened(namespace),
    until: (promise) => world.until(promise),
    now: () => world.now,
    async freeze() {
      const thaw = server.fault({ kind: "hang" });
      return async () => thaw();
    },
    async goAway() {
      const comeBack = server.fault({ kind: "unreachable" });
      return async () => comeBack();
    },
    secrets: [],
  };
  return { scene, server, world };
}
