import { describeFailover } from "../src/describe-failover.ts";
import { shareKubernetes } from "../src/shared-kubernetes.ts";

describeFailover("a Kubernetes API server", { losses: 5, waitsForSettling: false }, shareKubernetes);
