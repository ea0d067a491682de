/** What a receiver polls: one vendor, one account, one budget of requests. */
export interface Source {
  /** The base URL; the paths of requests are appended. */
  readonly endpoint: string;
  /** Sent with every request to the endpoint's origin, and to no other. Asked each time; names in lower case. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
}

/** Where a request goes. */
export interface Address {
  readonly url: string;
  /** It is the source itself, not an address that it gave. */
  readonly isSource: boolean;
}

/** Resolves a path or URL against the source's endpoint. Throws a `TypeError` for what is no URL. */
export function addressOf(
  source: Source,
  target: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Address {
  const isPath = target.startsWith("/");
  const url = new URL(isPath ? source.endpoint.replace(/\/+$/, "") + target : target);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return { url: url.href, isSource: url.origin === new URL(source.endpoint).origin };
}
