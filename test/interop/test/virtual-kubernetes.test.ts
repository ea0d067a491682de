import { describeKubernetesClient } from "../src/describe-kubernetes-client.ts";
import { virtualKubernetes } from "../src/virtual-kubernetes.ts";

const { scene } = virtualKubernetes();

describeKubernetesClient("the virtual API server", () => scene);
