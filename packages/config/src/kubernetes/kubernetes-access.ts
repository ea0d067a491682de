import { CollectorError, type Files, type TlsClientOptions } from "@genai-collector/component";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { codeOf } from "../service-calls/index.ts";
import type { KubernetesConfig } from "./kubernetes-config.ts";
import { kubernetesService } from "./kubernetes-service.ts";

/** Where the kubelet puts what a pod needs: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";
/** What the library makes up where it found nothing: http://localhost:8080, in a context of this name. */
const inventedContext = "loaded-context";

type Library = typeof import("@kubernetes/client-node");

/** Where the API server is, and how requests show who sends them: the library reads kubeconfigs and runs their plugins. */
export class KubernetesAccess {
  /** The API server's URL, without a slash at its end. */
  readonly server: string;
  readonly namespace: string;
  readonly proxyUrl: string | undefined;
  readonly #kubeConfig: KubeConfig;
  /** As the last request had it: what the next dial uses. */
  tls: TlsClientOptions = {};

  private constructor(kubeConfig: KubeConfig, namespace: string) {
    const cluster = kubeConfig.getCurrentCluster();
    if (cluster === null || kubeConfig.getCurrentUser() === null)
      throw refused(
        `the current context "${kubeConfig.getCurrentContext()}" of the kubeconfig names no cluster and user`,
      );
    const url = URL.parse(cluster.server);
    if (url?.protocol !== "https:" || url.username !== "" || url.password !== "")
      throw refused("the API server of the kubeconfig must be an https URL without credentials");
    this.server = cluster.server.replace(/\/+$/, "");
    const own = kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace?.trim();
    this.namespace = namespace !== "" ? namespace : own === undefined || own === "" ? "default" : own;
    this.proxyUrl = cluster.proxyUrl;
    this.#kubeConfig = kubeConfig;
  }

  /** Rejects with `KUBERNETES_REFUSED` where there is no usable configuration. */
  static async find(library: Library, config: KubernetesConfig, files: Files): Promise<KubernetesAccess> {
    const kubeConfig = new library.KubeConfig();
    try {
      if (config.kubeconfig !== "") kubeConfig.loadFromFile(config.kubeconfig);
      else if ((await files.stat(serviceAccountToken)) !== undefined) kubeConfig.loadFromCluster();
      else kubeConfig.loadFromDefault();
    } catch (error) {
      const name = config.kubeconfig === "" ? "the kubeconfig" : `the kubeconfig ${config.kubeconfig}`;
      throw refused(`cannot use ${name}: ${whyUnreadable(error)}`);
    }
    if (config.kubeconfig === "" && kubeConfig.getCurrentContext() === inventedContext)
      throw refused("this is no pod with a service account, and there is no kubeconfig: name one with `kubeconfig`");
    return new KubernetesAccess(kubeConfig, config.namespace);
  }

  /** The headers of one request; `tls` is brought up to date with them. Tokens and certificates may have been renewed. */
  async headers(): Promise<Record<string, string>> {
    const options: Parameters<KubeConfig["applyToHTTPSOptions"]>[0] & Record<string, unknown> = {};
    try {
      await this.#kubeConfig.applyToHTTPSOptions(options);
    } catch (error) {
      const user = this.#kubeConfig.getCurrentUser() as User;
      throw new CollectorError(
        kubernetesService.unavailable,
        `cannot get the credentials of the kubeconfig's user ${user.name}: ${codeOf(error)}`,
        { kind: "retryable" },
      );
    }
    this.tls = {
      ca: pems(options["ca"]),
      cert: pem(options["cert"]),
      key: pem(options["key"]),
      serverName: options["servername"] as string | undefined,
      skipsVerification: options["rejectUnauthorized"] === false ? true : undefined,
    };
    return { ...basic(options["auth"]), ...lowerCased(options["headers"]) };
  }
}

function refused(message: string): CollectorError {
  return new CollectorError(kubernetesService.refused, message, { kind: "misconfigured" });
}

/** A YAML error quotes the file, in which there are tokens: its line is told, and nothing of it. */
function whyUnreadable(error: unknown): string {
  const { mark, message = "" } = error as { readonly mark?: { readonly line: number }; readonly message?: string };
  if (mark !== undefined) return `it is no YAML from line ${mark.line + 1} on`;
  // What the library says of parts that are missing: "clusters[0].cluster is missing".
  if (/^(?:clusters|contexts|users)\[/.test(message)) return message;
  const code = codeOf(error);
  return /^E[A-Z]+$/.test(code) ? code : "it is none";
}

function pem(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : new TextDecoder().decode(value as Uint8Array);
}

function pems(value: unknown): readonly string[] | undefined {
  const text = pem(value);
  return text === undefined ? undefined : [text];
}

/** RFC 7617 */
function basic(userAndPassword: unknown): Record<string, string> {
  if (typeof userAndPassword !== "string") return {};
  return { authorization: `Basic ${Buffer.from(userAndPassword, "utf8").toString("base64")}` };
}

function lowerCased(headers: unknown): Record<string, string> {
  const own = (headers ?? {}) as Readonly<Record<string, unknown>>;
  // A token that was read from a file may end with a line break.
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), String(value).trim()]));
}
