import type { HttpClient, Runtime } from "@genai-collector/component";
import type { ServiceCalls } from "../service-calls/index.ts";
import type { KubernetesAccess } from "./kubernetes-access.ts";
import { answerError, readAnswer, says, type KubernetesAnswer } from "./kubernetes-answer.ts";
import type { KubernetesResource, ObjectMeta } from "./kubernetes-client.ts";

/** One kind of objects of the API. */
export interface ObjectKind {
  readonly kind: string;
  readonly apiVersion: string;
  /** The plural in URLs. */
  readonly plural: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export const configMapKind: ObjectKind = { kind: "ConfigMap", apiVersion: "v1", plural: "configmaps" };
/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ */
export const leaseKind: ObjectKind = { kind: "Lease", apiVersion: "coordination.k8s.io/v1", plural: "leases" };

/** What the objects of a client are reached with. */
export interface KubernetesConnection {
  readonly access: KubernetesAccess;
  readonly http: HttpClient;
  readonly calls: ServiceCalls;
  readonly clock: Runtime["clock"];
}

interface Asked {
  readonly method: string;
  /** Behind the URL of all objects of the kind. */
  readonly path?: string;
  readonly body?: unknown;
}

/** The objects of one kind in one namespace, over the API's own HTTP: fields that nobody here knows stay as they are. */
export class KubernetesObjects<T extends { readonly metadata: ObjectMeta }> implements KubernetesResource<T> {
  readonly #connection: KubernetesConnection;
  readonly #kind: ObjectKind;
  readonly #url: string;

  constructor(connection: KubernetesConnection, kind: ObjectKind) {
    const { server, namespace } = connection.access;
    const group = kind.apiVersion === "v1" ? "api/v1" : `apis/${kind.apiVersion}`;
    this.#connection = connection;
    this.#kind = kind;
    this.#url = `${server}/${group}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
  }

  async get(name: string, signal: AbortSignal): Promise<T | undefined> {
    const what = `get the ${this.#named(name)}`;
    const answer = await this.#ask(what, { method: "GET", path: pathOf(name) }, signal);
    return says(answer, 404, "NotFound") ? undefined : this.#object(what, answer);
  }

  async list(labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly T[]> {
    const what = `list the ${this.#kind.kind}s of the namespace ${this.#connection.access.namespace}`;
    const selector = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const path = `?labelSelector=${encodeURIComponent(selector.join(","))}`;
    const answer = await this.#ask(what, { method: "GET", path }, signal);
    const items = (answer.content as { readonly items?: unknown } | undefined)?.items;
    if (answer.status !== 200 || !Array.isArray(items) || !items.every(hasMeta)) throw answerError(what, answer);
    return items as T[];
  }

  async create(object: T, signal: AbortSignal): Promise<T | "conflict"> {
    const what = `create the ${this.#named(object.metadata.name)}`;
    const answer = await this.#ask(what, { method: "POST", body: this.#body(object) }, signal);
    return says(answer, 409, "AlreadyExists") ? "conflict" : this.#object(what, answer);
  }

  async replace(object: T, signal: AbortSignal): Promise<T | "conflict"> {
    const { name, resourceVersion } = object.metadata;
    // Without one the API server would take it for "whatever is there".
    if (resourceVersion === undefined) throw new Error(`a ${this.#kind.kind} is replaced with its resourceVersion`);
    const what = `replace the ${this.#named(name)}`;
    const asked = { method: "PUT", path: pathOf(name), body: this.#body(object) };
    const answer = await this.#ask(what, asked, signal);
    const isConflict = says(answer, 409, "Conflict") || says(answer, 404, "NotFound");
    return isConflict ? "conflict" : this.#object(what, answer);
  }

  async remove(name: string, signal: AbortSignal): Promise<void> {
    const what = `remove the ${this.#named(name)}`;
    const answer = await this.#ask(what, { method: "DELETE", path: pathOf(name) }, signal);
    const isGone = says(answer, 404, "NotFound") || answer.status === 200 || answer.status === 202;
    if (!isGone) throw answerError(what, answer);
  }

  #ask(what: string, { method, path = "", body }: Asked, signal: AbortSignal): Promise<KubernetesAnswer> {
    const { access, http, calls, clock } = this.#connection;
    return calls.run(what, signal, async (signal) => {
      const headers = {
        accept: "application/json",
        "user-agent": "genai-collector",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(await access.headers()),
      };
      const parts = body === undefined ? undefined : [new TextEncoder().encode(JSON.stringify(body))];
      const response = await http.request({ method, url: `${this.#url}${path}`, headers, body: parts, signal });
      return readAnswer(response, clock.now());
    });
  }

  #body(object: T): unknown {
    const { kind, apiVersion } = this.#kind;
    return { ...object, kind, apiVersion };
  }

  #object(what: string, answer: KubernetesAnswer): T {
    const isObject = (answer.status === 200 || answer.status === 201) && hasMeta(answer.content);
    if (!isObject) throw answerError(what, answer);
    return answer.content as T;
  }

  #named(name: string): string {
    return `${this.#kind.kind} ${this.#connection.access.namespace}/${name}`;
  }
}

function pathOf(name: string): string {
  return `/${encodeURIComponent(name)}`;
}

/** Whether it can be an object: what has no version could not be replaced. */
function hasMeta(content: unknown): boolean {
  const meta = (content as { readonly metadata?: Partial<ObjectMeta> } | undefined | null)?.metadata;
  return typeof meta?.name === "string" && typeof meta.resourceVersion === "string";
}
