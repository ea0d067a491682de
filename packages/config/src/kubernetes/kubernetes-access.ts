import { CollectorError, type Files, type TlsClientOptions } from "@genai-collector/component";
import type * as library from "@kubernetes/client-node";
import { codeOf } from "../service-calls/index.ts";
import type { KubernetesConfig } from "./kubernetes-config.ts";
import { kubernetesService } from "./kubernetes-service.ts";

/** Where the kubelet puts what a pod needs: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";
/** What the library makes up where it found nothing: http://localhost:8080, in a context of this name. */
const inventedContext = "loaded-context";

/** What the library sets of a request: as much as is looked at. */
interface Applied {
  readonly headers?: Readonly<Record<string, unknown>>;
  /** `user:password` */
  readonly auth?: string;
  readonly ca?: Uint8Array | string;
  readonly cert?: Uint8Array | string;
  readonly key?: Uint8Array | string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Where the API server is, and how requests show who sends them: the library reads kubeconfigs and runs their plugins. */
export class KubernetesAccess {
  /** The API server's URL, without a slash at its end. */
  readonly server: string;
  readonly namespace: string;
  readonly proxyUrl: string | undefined;
  readonly #kubeConfig: library.KubeConfig;
  /** As the last request had it: what the next dial uses. */
  tls: TlsClientOptions = {};

  private constructor(kubeConfig: library.KubeConfig, namespace: string) {
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
  static async find(
    { KubeConfig }: Pick<typeof library, "KubeConfig">,
    config: KubernetesConfig,
    files: Files,
  ): Promise<KubernetesAccess> {
    const kubeConfig = new KubeConfig();
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
    const applied: Applied = {};
    try {
      await this.#kubeConfig.applyToHTTPSOptions(applied);
    } catch (error) {
      const message = `cannot get the credentials of the kubeconfig's user: ${codeOf(error)}`;
      throw new CollectorError(kubernetesService.unavailable, message, { kind: "retryable" });
    }
    this.tls = {
      ca: applied.ca === undefined ? undefined : [pem(applied.ca)!],
      cert: pem(applied.cert),
      key: pem(applied.key),
      serverName: applied.servername,
      skipsVerification: applied.rejectUnauthorized === false ? true : undefined,
    };
    return { ...basic(applied.auth), ...lowerCased(applied.headers) };
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

function pem(value: Uint8Array | string | undefined): string | undefined {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
}

/** RFC 7617 */
function basic(userAndPassword: string | undefined): Record<string, string> {
  if (userAndPassword === undefined) return {};
  return { authorization: `Basic ${Buffer.from(userAndPassword, "utf8").toString("base64")}` };
}

function lowerCased(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  // A token that was read from a file may end with a line break.
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value).trim()]));
}
