import {
  clientAuthenticator,
  serverAuthenticator,
  serverMiddleware,
  type ComponentId,
  type Host,
  type IncomingRequest,
  type ServerAuthenticator,
  type ServerMiddleware,
} from "@genai-collector/component";

interface DoorConfig {
  readonly auth: { readonly authenticator: ComponentId } | undefined;
  readonly middlewares: readonly { readonly id: ComponentId }[];
}

/** Lets requests in before their bodies are read, as extensions say. */
export class Door {
  /** Nobody is asked: every request is let in. */
  readonly isOpen: boolean;
  readonly #authenticator: ServerAuthenticator | undefined;
  readonly #middlewares: readonly ServerMiddleware[];

  /** Throws, in otelcol's words, where an extension is not there or cannot do what is asked of it. */
  constructor(config: DoorConfig, host: Host) {
    this.#authenticator = config.auth === undefined ? undefined : authenticatorOf(host, config.auth.authenticator);
    this.#middlewares = config.middlewares.map(({ id }) => middlewareOf(host, id));
    this.isOpen = this.#authenticator === undefined && this.#middlewares.length === 0;
  }

  /** What is known of who asks, where anybody knows. Rejects where the request is not let in. */
  async admit(request: IncomingRequest): Promise<ReadonlyMap<string, unknown> | undefined> {
    const auth = await this.#authenticator?.authenticate(request);
    for (const middleware of this.#middlewares) middleware.admit(request);
    return auth;
  }
}

function authenticatorOf(host: Host, id: ComponentId): ServerAuthenticator {
  try {
    return host.extension(serverAuthenticator, id);
  } catch (cause) {
    const why = host.extensions(clientAuthenticator).has(id)
      ? "requested authenticator is not a server authenticator"
      : "authenticator not found";
    throw new Error(`failed to resolve authenticator "${id}": ${why}`, { cause });
  }
}

function middlewareOf(host: Host, id: ComponentId): ServerMiddleware {
  try {
    return host.extension(serverMiddleware, id);
  } catch (cause) {
    throw new Error(`failed to resolve middleware "${id}": middleware not found`, { cause });
  }
}
