import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe } from "vitest";
import { describeKubernetesClient, type KubernetesScene } from "../src/describe-kubernetes-client.ts";
import { realKubernetes } from "../src/real-kubernetes.ts";

describe("a real Kubernetes API server", () => {
  let stage: Stage;
  let scene: KubernetesScene;

  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    ({ scene } = await realKubernetes(stage));
  });
  afterAll(() => stage.close());

  describeKubernetesClient("kube-apiserver 1.34", () => scene);
});
