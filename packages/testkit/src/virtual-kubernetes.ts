import {
  kubernetesService,
  type ConfigMap,
  type KubernetesClient,
  type KubernetesResource,
  type Lease,
  type OpenKubernetes,
} from "@genai-collector/config/kubernetes";
import {
  checkObject,
  noNamespace,
  saysTheSame,
  type KubernetesKind,
  type KubernetesObject,
} from "./virtual-kubernetes-objects.ts";
import type { VirtualRuntime } from "./virtual-runtime.ts";
import { VirtualService, VirtualServiceClient, type ServiceCall, type ServiceFault } from "./virtual-service.ts";
import type { World } from "./world.ts";

export interface VirtualKubernetesOptions {
  /** The API server's machine; `kubernetes` when absent. */
  readonly host?: string;
  /** Of clients that name none; `default` when absent. */
  readonly namespace?: string;
  /** Those that there are; every one when absent. */
  readonly namespaces?: readonly string[];
}

/** One change of an object. */
export interface KubernetesWrite {
  readonly kind: KubernetesKind;
  readonly namespace: string;
  readonly name: string;
  /** As it is from then on; undefined: it was deleted. */
  readonly object: KubernetesObject | undefined;
  /** The true time. */
  readonly at: number;
}

/** A Kubernetes API server of one world: ConfigMaps and Leases that outlive the processes which write them. */
export class VirtualKubernetes {
  readonly #service: VirtualService;
  readonly #namespace: string;
  readonly #namespaces: readonly string[] | undefined;
  readonly #objects = new Map<string, KubernetesObject>();
  /** Told of every change. */
  onWrite: ((write: KubernetesWrite) => void) | undefined;
  /** As etcd counts: one for all objects. */
  #revision = 1;

  constructor(world: World, options: VirtualKubernetesOptions = {}) {
    this.#service = new VirtualService(world, options.host ?? "kubernetes", kubernetesService);
    this.#namespace = options.namespace ?? "default";
    this.#namespaces = options.namespaces;
  }

  get host(): string {
    return this.#service.host;
  }

  /** Told of every call that arrives. */
  set onCall(run: ((call: ServiceCall) => void) | undefined) {
    this.#service.onCall = run;
  }

  /** What one process opens its clients with. Its calls are `kubernetes.get`, `.list`, `.create`, `.replace`, `.remove`. */
  open(runtime: VirtualRuntime): OpenKubernetes {
    return async (config): Promise<KubernetesClient> => {
      const client = new VirtualServiceClient(this.#service, runtime, config.timeout);
      const namespace = config.namespace === "" ? this.#namespace : config.namespace;
      return {
        configMaps: this.#resource<ConfigMap>(client, "ConfigMap", namespace),
        leases: this.#resource<Lease>(client, "Lease", namespace),
        close: async () => client.close(),
      };
    };
  }

  /** Lets something go wrong. Returns the repair. */
  fault(fault: ServiceFault): () => void {
    return this.#service.fault(fault);
  }

  /** The ConfigMap as it is stored. */
  configMap(name: string, namespace = this.#namespace): ConfigMap | undefined {
    return structuredClone(this.#objects.get(idOf("ConfigMap", namespace, name)));
  }

  /** The Lease as it is stored. */
  lease(name: string, namespace = this.#namespace): Lease | undefined {
    return structuredClone(this.#objects.get(idOf("Lease", namespace, name)) as Lease | undefined);
  }

  /** Somebody else writes a ConfigMap, whatever was there. */
  writeConfigMap(name: string, data: Readonly<Record<string, string>>, namespace = this.#namespace): void {
    const { labels, annotations } = this.configMap(name, namespace)?.metadata ?? {};
    const metadata = { name, ...(labels && { labels }), ...(annotations && { annotations }) };
    this.#store("ConfigMap", namespace, { metadata, data });
  }

  /** Somebody else writes a Lease, whatever was there. */
  writeLease(name: string, spec: Lease["spec"], namespace = this.#namespace): void {
    this.#store("Lease", namespace, { metadata: { name }, spec });
  }

  /** Somebody else deletes an object; what is gone already stays so. */
  delete(kind: KubernetesKind, name: string, namespace = this.#namespace): void {
    if (!this.#objects.delete(idOf(kind, namespace, name))) return;
    this.#revision++;
    this.#tell(kind, namespace, name, undefined);
  }

  #resource<T extends KubernetesObject>(
    client: VirtualServiceClient,
    kind: KubernetesKind,
    namespace: string,
  ): KubernetesResource<T> {
    const read = (name: string): T | undefined => this.#objects.get(idOf(kind, namespace, name)) as T | undefined;
    return {
      get: (name, signal) => client.call("kubernetes.get", name, signal, () => structuredClone(read(name))),
      list: (labels, signal) =>
        client.call("kubernetes.list", kind, signal, () => this.#list(kind, namespace, labels) as T[]),
      create: (object, signal) =>
        client.call("kubernetes.create", object.metadata.name, signal, () => {
          if (this.#namespaces?.includes(namespace) === false) throw noNamespace(namespace);
          checkObject(kind, object);
          return read(object.metadata.name) === undefined ? this.#store(kind, namespace, object) : "conflict";
        }),
      replace: async (object, signal) => {
        const { name, resourceVersion } = object.metadata;
        if (resourceVersion === undefined) throw new Error(`a ${kind} is replaced with its resourceVersion`);
        return client.call("kubernetes.replace", name, signal, () => {
          checkObject(kind, object);
          const stored = read(name);
          if (stored?.metadata.resourceVersion !== resourceVersion) return "conflict";
          // As the real one: what changes nothing is no write, and the version stays.
          return saysTheSame(stored, object) ? structuredClone(stored) : this.#store(kind, namespace, object);
        });
      },
      remove: (name, signal) =>
        client.call("kubernetes.remove", name, signal, () => this.delete(kind, name, namespace)),
    };
  }

  #list(kind: KubernetesKind, namespace: string, labels: Readonly<Record<string, string>>): KubernetesObject[] {
    const wanted = Object.entries(labels);
    const prefix = idOf(kind, namespace, "");
    return [...this.#objects.keys()]
      .filter((id) => id.startsWith(prefix))
      .toSorted()
      .map((id) => this.#objects.get(id)!)
      .filter(({ metadata }) => wanted.every(([name, value]) => metadata.labels?.[name] === value))
      .map((object) => structuredClone(object));
  }

  #store<T extends KubernetesObject>(kind: KubernetesKind, namespace: string, object: T): T {
    const { name } = object.metadata;
    const stored = structuredClone({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(++this.#revision) },
    });
    this.#objects.set(idOf(kind, namespace, name), stored);
    this.#tell(kind, namespace, name, stored);
    return structuredClone(stored);
  }

  #tell(kind: KubernetesKind, namespace: string, name: string, object: KubernetesObject | undefined): void {
    this.onWrite?.({ kind, namespace, name, object: structuredClone(object), at: this.#service.world.now });
  }
}

function idOf(kind: KubernetesKind, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
