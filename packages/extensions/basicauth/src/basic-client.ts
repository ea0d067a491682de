import {
  CollectorError,
  type ClientAuthenticator,
  type Component,
  type OutgoingRequest,
  type Settings,
} from "@genai-collector/component";
import { WatchedFile } from "@genai-collector/config/watched-file";
import type { ClientAuthConfig } from "./config.ts";

/** Tells a sink who we are. */
export class BasicClient implements ClientAuthenticator, Component {
  readonly #files: readonly WatchedFile[];
  #username: string;
  #password: string;

  constructor(settings: Settings, config: ClientAuthConfig) {
    this.#username = config.username;
    this.#password = config.password?.reveal() ?? "";
    const watch = (path: string, changed: (text: string) => void): readonly WatchedFile[] =>
      path === "" ? [] : [new WatchedFile(path, settings, changed)];
    this.#files = [
      ...watch(config.username_file, (text) => {
        this.#username = nameIn(text);
      }),
      ...watch(config.password_file, (text) => {
        this.#password = withoutLineEnd(text);
      }),
    ];
  }

  async start(): Promise<void> {
    try {
      for (const file of this.#files) await file.open();
    } catch (error) {
      await this.shutdown();
      throw error;
    }
  }

  async shutdown(): Promise<void> {
    for (const file of this.#files) file.close();
  }

  async authorize(
    headers: Readonly<Record<string, string>>,
    { transport, isEncrypted }: OutgoingRequest,
  ): Promise<Readonly<Record<string, string>>> {
    // As in otelcol: gRPC credentials demand transport security.
    if (transport === "grpc" && !isEncrypted)
      throw new CollectorError("BASICAUTH_CLEARTEXT", "basic authentication over gRPC needs TLS", {
        kind: "misconfigured",
      });
    const token = Buffer.from(`${this.#username}:${this.#password}`, "utf8").toString("base64");
    return { ...headers, authorization: `Basic ${token}` };
  }
}

function nameIn(text: string): string {
  const name = withoutLineEnd(text);
  if (name.includes(":")) throw new Error("a user's name must not hold a colon: it ends the name (RFC 7617)");
  return name;
}

/** Editors end files with one; it is part of no password. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}
