import { describeFailover } from "../src/describe-failover.ts";
import { shareKubernetes } from "../src/shared-kubernetes.ts";

describeFailover("a Kubernetes API server", 10, shareKubernetes);
