import type { Settings } from "@genai-collector/component";
import type { KubernetesConfig } from "./kubernetes-config.ts";

/** What every object says of itself: as much as is read and written here. */
export interface ObjectMeta {
  readonly name: string;
  /** Changes with every write. What is to be created has none. */
  readonly resourceVersion?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Texts by key: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export interface ConfigMap {
  readonly metadata: ObjectMeta;
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** Who leads: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/. Times are RFC 3339 texts. */
export interface Lease {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/**
 * The objects of one kind in the client's namespace. Rejects with a `CollectorError`: `KUBERNETES_UNAVAILABLE`
 * (retryable), `KUBERNETES_REFUSED` (misconfigured), `KUBERNETES_ABORTED` where the signal fired.
 */
export interface KubernetesResource<T> {
  get(name: string, signal: AbortSignal): Promise<T | undefined>;
  /** Those that have all of these labels. */
  list(labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly T[]>;
  /** As it was stored. "conflict": it is there already. */
  create(object: T, signal: AbortSignal): Promise<T | "conflict">;
  /** As it was stored, where metadata.resourceVersion is still the stored one. "conflict": it is another, or gone. */
  replace(object: T, signal: AbortSignal): Promise<T | "conflict">;
  /** What is gone already is removed, too. */
  remove(name: string, signal: AbortSignal): Promise<void>;
}

/** One API server, as one process uses it. */
export interface KubernetesClient {
  readonly configMaps: KubernetesResource<ConfigMap>;
  readonly leases: KubernetesResource<Lease>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** Opens a client: the real one, or one of a virtual server. Rejects with `KUBERNETES_REFUSED` where it is not configured. */
export type OpenKubernetes = (
  config: KubernetesConfig,
  settings: Pick<Settings, "runtime" | "logger">,
) => Promise<KubernetesClient>;
