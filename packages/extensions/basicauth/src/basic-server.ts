import {
  authRefusedCode,
  CollectorError,
  type Component,
  type IncomingRequest,
  type ServerAuthenticator,
  type Settings,
} from "@genai-collector/component";
import { WatchedFile } from "@genai-collector/config/watched-file";
import type { HtpasswdConfig } from "./config.ts";
import { matches, parseHtpasswd, type Htpasswd } from "./htpasswd.ts";
import { Verdicts } from "./verdicts.ts";

/** So many passwords are checked side by side: each takes a slow hash's time of the processor. */
const mostChecks = 4;
const busyRetryMs = 1_000;

/** Lets in who is in an htpasswd list. */
export class BasicServer implements ServerAuthenticator, Component {
  readonly #inline: Htpasswd;
  readonly #file: WatchedFile | undefined;
  readonly #verdicts = new Verdicts();
  /** By header: who brings the same one meanwhile, as a client's connections do, waits for the same verdict. */
  readonly #underWay = new Map<string, Promise<string | undefined>>();
  #users: Htpasswd;
  #checks = 0;

  /** Throws where the inline entries are no htpasswd. */
  constructor(settings: Settings, config: HtpasswdConfig) {
    this.#inline = parseHtpasswd(config.inline?.reveal() ?? "");
    this.#users = this.#inline;
    if (config.file !== "") this.#file = new WatchedFile(config.file, settings, (text) => this.#changed(text));
  }

  async start(): Promise<void> {
    await this.#file?.open();
  }

  async shutdown(): Promise<void> {
    this.#file?.close();
  }

  async authenticate({ headers }: IncomingRequest): Promise<ReadonlyMap<string, unknown>> {
    const header = headers["authorization"] ?? "";
    const known = this.#verdicts.of(header);
    const user = known === "unknown" ? await this.#checkOnce(header) : known?.user;
    if (user === undefined) throw refused();
    return new Map([
      ["username", user],
      ["raw", header.replace(/^\S+\s+/, "")],
    ]);
  }

  #checkOnce(header: string): Promise<string | undefined> {
    let check = this.#underWay.get(header);
    if (check === undefined) {
      check = this.#check(header).finally(() => this.#underWay.delete(header));
      this.#underWay.set(header, check);
    }
    return check;
  }

  async #check(header: string): Promise<string | undefined> {
    const credentials = parseBasic(header);
    const hash = credentials === undefined ? undefined : this.#users.get(credentials.user);
    if (credentials === undefined || hash === undefined) return undefined;
    if (this.#checks >= mostChecks) throw busy();
    const users = this.#users;
    this.#checks++;
    try {
      const isRight = await matches(credentials.password, hash);
      // A list that changed meanwhile may say otherwise: then this verdict is not remembered.
      if (users === this.#users) {
        if (isRight) this.#verdicts.right(header, credentials.user);
        else this.#verdicts.wrong(header);
      }
      return isRight ? credentials.user : undefined;
    } finally {
      this.#checks--;
    }
  }

  #changed(text: string): void {
    this.#users = new Map([...parseHtpasswd(text), ...this.#inline]);
    this.#verdicts.clear();
    this.#underWay.clear();
  }
}

/** RFC 7617: the scheme without regard to case, then base64 of `user:password`. */
function parseBasic(header: string): { readonly user: string; readonly password: string } | undefined {
  const [, token] = /^basic\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(header) ?? [];
  if (token === undefined) return undefined;
  const text = Buffer.from(token, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function refused(): CollectorError {
  return new CollectorError(authRefusedCode, "not authenticated", { kind: "misconfigured" });
}

function busy(): CollectorError {
  return new CollectorError("BASICAUTH_BUSY", "too many passwords are being checked", {
    kind: "refused",
    retryAfterMs: busyRetryMs,
  });
}
