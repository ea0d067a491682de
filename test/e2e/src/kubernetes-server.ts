import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { request, type RequestOptions } from "node:https";
import { join } from "node:path";
import { Child } from "./child.ts";
import { eventually } from "./eventually.ts";
import { freePorts } from "./free-ports.ts";
import { peer } from "./peer.ts";
import type { Stage } from "./stage.ts";
import { workspace } from "./workspace.ts";

const tlsFolder = join(workspace, "packages", "config", "testdata", "tls");
const authority = readFileSync(join(tlsFolder, "ca.pem"));
const tokens = { admin: "test-token-of-admin", nobody: "test-token-of-nobody" };
/** A first start fills etcd with the API server's own objects. */
const startMs = 60_000;

/** Who a kubeconfig is for: somebody with all rights, with none, with a certificate and no rights, or not known at all. */
export type KubernetesUser = "admin" | "nobody" | "certificate" | "unknown";

/** What a kubeconfig says instead. */
export interface KubeconfigOptions {
  readonly user?: KubernetesUser;
  readonly port?: number;
  readonly namespace?: string | undefined;
  /** Which authority the server's certificate is checked against. */
  readonly authority?: "ca" | "other-ca";
}

/** A real API server with its etcd on loopback: it can be taken away and comes back with everything that it stored. */
export class KubernetesServer {
  readonly port: number;
  readonly #stage: Stage;
  readonly #folder: string;
  readonly #etcdPort: number;
  readonly #program: string;
  #apiServer: Child | undefined;

  private constructor(stage: Stage, folder: string, [port, etcdPort]: readonly number[], program: string) {
    this.#stage = stage;
    this.#folder = folder;
    this.port = port!;
    this.#etcdPort = etcdPort!;
    this.#program = program;
  }

  /** Starts both; they end with the stage. Rejects, and says what to install, where one of them is not there. */
  static async start(stage: Stage): Promise<KubernetesServer> {
    const program = await peer("kube-apiserver");
    const folder = stage.path("kubernetes");
    await mkdir(folder);
    const ports = await freePorts(3);
    const server = new KubernetesServer(stage, folder, ports, program);
    await server.#startEtcd(ports[2]!);
    await server.#writeAccounts();
    await server.comeBack();
    return server;
  }

  /** Ends the API server at once; etcd keeps what it stored. */
  async goAway(): Promise<void> {
    await this.#apiServer?.end("SIGKILL");
  }

  /** It takes requests and answers none, until `thaw`. */
  freeze(): void {
    this.#apiServer?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#apiServer?.kill("SIGCONT");
  }

  /** Starts the API server, again on the same port; resolves when it answers. */
  async comeBack(): Promise<void> {
    const file = (name: string): string => join(tlsFolder, `${name}.pem`);
    const args = [
      `--etcd-servers=http://127.0.0.1:${this.#etcdPort}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=192.0.2.1", // of endpoints that nobody asks for; a loopback address is refused
      `--secure-port=${this.port}`,
      `--tls-cert-file=${file("server")}`,
      `--tls-private-key-file=${file("server-key")}`,
      `--client-ca-file=${file("ca")}`,
      "--anonymous-auth=false",
      "--authorization-mode=RBAC",
      `--token-auth-file=${join(this.#folder, "tokens.csv")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${join(this.#folder, "accounts.pem")}`,
      `--service-account-signing-key-file=${join(this.#folder, "accounts.pem")}`,
      "--service-cluster-ip-range=10.0.0.0/24",
      "--disable-admission-plugins=ServiceAccount",
    ];
    this.#apiServer = this.#stage.start({ command: this.#program, args });
    const child = this.#apiServer;
    const ended = child.ended.then(() => Promise.reject(new Error("it ended")));
    const ready = eventually("the Kubernetes API server to be ready", () => isReady(this.port), startMs);
    await Promise.race([ended, ready]).catch((cause: unknown) => {
      throw new Error(`cannot start the peer kube-apiserver; it said:\n${child.stderr.slice(-4_000)}`, { cause });
    });
    ended.catch(() => undefined); // from now on it may
  }

  /** Writes a kubeconfig and resolves to its path. */
  async kubeconfig(options: KubeconfigOptions = {}): Promise<string> {
    const { user = "admin", port = this.port, namespace, authority = "ca" } = options;
    const path = join(this.#folder, `kubeconfig-${user}-${port}-${namespace}-${authority}`);
    await writeFile(path, JSON.stringify(contentOf({ user, port, namespace, authority })));
    return path;
  }

  /** What the API server answers to a GET of the path by somebody who may see everything. */
  get(path: string): Promise<{ readonly status: number; readonly content: unknown }> {
    return ask(this.port, "GET", path);
  }

  /** Tells of each write of an object under the path from now on, until the returned function is called. */
  async watch(path: string, saw: (object: unknown) => void): Promise<() => void> {
    const { content } = await ask(this.port, "GET", path);
    const { resourceVersion } = (content as { readonly metadata: { readonly resourceVersion: string } }).metadata;
    const from = `${path}?watch=true&resourceVersion=${resourceVersion}`;
    return new Promise((resolve, reject) => {
      const asked = request({ ...asAdmin(this.port), path: from }, (response) => {
        let rest = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          const lines = (rest + part).split("\n");
          rest = lines.pop()!;
          for (const line of lines) {
            const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: unknown };
            if (type === "ERROR") throw new Error(`the watch of ${path} failed: ${line}`);
            saw(object);
          }
        });
        response.on("error", () => undefined); // it ends with the server
      });
      asked.on("error", reject);
      asked.on("response", () => resolve(() => asked.destroy()));
      asked.end();
    });
  }

  /** Makes a namespace. */
  async makeNamespace(name: string): Promise<void> {
    const { status } = await ask(this.port, "POST", "/api/v1/namespaces", { metadata: { name } });
    if (status !== 201) throw new Error(`cannot make the namespace ${name}: ${status}`);
  }

  /** The tokens that it knows: no message may show them. */
  get tokens(): readonly string[] {
    return Object.values(tokens);
  }

  async #startEtcd(peerPort: number): Promise<void> {
    const client = `http://127.0.0.1:${this.#etcdPort}`;
    const own = `http://127.0.0.1:${peerPort}`;
    const args = [
      `--data-dir=${join(this.#folder, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${own}`,
      `--initial-advertise-peer-urls=${own}`,
      `--initial-cluster=default=${own}`,
    ];
    const etcd = new Child({ command: "etcd", args, cwd: this.#folder });
    this.#stage.defer(async () => {
      etcd.kill("SIGKILL");
      await etcd.ended.catch(() => undefined); // it was never there
    });
    // What is not there never ends with a code; then nothing is to be waited for.
    const missing = etcd.ended.then(
      ({ code }) => Promise.reject(new Error(`etcd ended with ${code}:\n${etcd.stderr.slice(-2_000)}`)),
      (cause: unknown) =>
        Promise.reject(
          new Error("cannot start the peer etcd: install etcd-server (Debian, Ubuntu) or etcd", { cause }),
        ),
    );
    missing.catch(() => undefined);
    await Promise.race([missing, etcd.saysOnStderr(/ready to serve client requests/)]);
  }

  async #writeAccounts(): Promise<void> {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await writeFile(join(this.#folder, "accounts.pem"), privateKey.export({ type: "pkcs1", format: "pem" }));
    const lines = [`${tokens.admin},admin,admin,"system:masters"`, `${tokens.nobody},nobody,nobody`];
    await writeFile(join(this.#folder, "tokens.csv"), `${lines.join("\n")}\n`);
  }
}

function contentOf({ user, port, namespace, authority }: KubeconfigOptions): object {
  const cluster = { server: `https://127.0.0.1:${port}`, "certificate-authority": join(tlsFolder, `${authority}.pem`) };
  const credentials =
    user === "certificate"
      ? { "client-certificate": join(tlsFolder, "client.pem"), "client-key": join(tlsFolder, "client-key.pem") }
      : { token: user === "admin" || user === "nobody" ? tokens[user] : "test-token-of-none" };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "test", user: credentials }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace } }],
    "current-context": "test",
  };
}

/** Its own namespaces are there, so that objects can be made. */
async function isReady(port: number): Promise<boolean> {
  const { status } = await ask(port, "GET", "/api/v1/namespaces/default");
  return status === 200 && (await ask(port, "GET", "/readyz")).status === 200;
}

function asAdmin(port: number): RequestOptions {
  const headers = { authorization: `Bearer ${tokens.admin}`, "content-type": "application/json" };
  return { host: "127.0.0.1", port, headers, ca: authority, agent: false };
}

function ask(port: number, method: string, path: string, body?: object) {
  return new Promise<{ status: number; content: unknown }>((resolve, reject) => {
    const asked = request({ ...asAdmin(port), method, path }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("error", reject);
      response.on("end", () => {
        const isJson = response.headers["content-type"]?.includes("json") === true;
        resolve({ status: response.statusCode ?? 0, content: isJson ? (JSON.parse(text) as unknown) : text });
      });
    });
    asked.on("error", reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
