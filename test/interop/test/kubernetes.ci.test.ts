import type { KubernetesClient } from "@genai-collector/config/kubernetes";
import { Stage } from "@genai-collector/test-e2e/stage";
import { describeCheckpointStore } from "@genai-collector/testkit/conformance";
import { afterAll, beforeAll } from "vitest";
import { describeElection } from "../src/describe-election.ts";
import { describeKubernetesClient, type KubernetesScene } from "../src/describe-kubernetes-client.ts";
import { kubernetesElection } from "../src/election-servers.ts";
import { kubernetesRecords } from "../src/kubernetes-records.ts";
import { realKubernetes } from "../src/real-kubernetes.ts";
import { RealStorage } from "../src/real-storage.ts";

const name = "kube-apiserver 1.34";
let stage: Stage;
let scene: KubernetesScene;
let client: KubernetesClient;
let kubeconfig: string;
const storages: RealStorage[] = [];

beforeAll(async () => {
  stage = await Stage.openUntilClosed();
  const real = await realKubernetes(stage);
  scene = real.scene;
  client = await scene.open();
  kubeconfig = await real.server.kubeconfig();
});
afterAll(async () => {
  for (const storage of storages) await storage.close();
  await stage.close();
});

describeKubernetesClient(name, () => scene);

describeCheckpointStore(`kubernetes_checkpoint, on ${name}`, async () => {
  const storage = new RealStorage(kubernetesRecords(kubeconfig, client));
  storages.push(storage);
  return storage;
});

describeElection(name, () => kubernetesElection(kubeconfig, client));
