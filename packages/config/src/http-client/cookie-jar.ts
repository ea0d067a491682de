import type { Clock, Instant } from "@genai-collector/component";
import { tryParseHttpDate } from "./http-date.ts";

/** Bounds: a server decides what is kept here. RFC 6265 §6.1 asks for as much. */
const mostPerHost = 50;
const longestCookie = 4_096;
const mostHosts = 32;

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly isSecure: boolean;
  readonly expiresAt: Instant;
}

/**
 * Cookies that servers set, given back to the same host alone (RFC 6265): what load balancers use to find the server of
 * the last request again. In memory; the attribute `Domain` widens nothing.
 */
export class CookieJar {
  readonly #clock: Pick<Clock, "now">;
  /** By host, then by name and path. */
  readonly #hosts = new Map<string, Map<string, Cookie>>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Keeps what an answer sets. `header`: its `Set-Cookie` fields, joined with ", ". */
  store(url: URL, header: string | undefined): void {
    if (header === undefined) return;
    // A comma inside a cookie, as in a date, is not followed by a name and "=".
    for (const field of header.split(/,\s*(?=[^\s;,=]+=)/)) this.#set(url, field);
  }

  /** The headers with `Cookie`, where there are any for the URL. */
  addTo(headers: Readonly<Record<string, string>>, url: URL): Readonly<Record<string, string>> {
    const pairs = this.#pairs(url);
    if (pairs.length === 0) return headers;
    const own = headers["cookie"] ?? "";
    return { ...headers, cookie: [...(own === "" ? [] : [own]), ...pairs].join("; ") };
  }

  #set(url: URL, field: string): void {
    const [pair = "", ...rest] = field.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, equals)).trim();
    if (name === "" || field.length > longestCookie || !/^[\x20-\x7e]*$/.test(pair)) return;
    const attributes = new Map(rest.map(attributeOf));
    const path = attributes.get("path") ?? "";
    const cookie: Cookie = {
      value: pair.slice(equals + 1).trim(),
      path: path.startsWith("/") ? path : defaultPath(url),
      isSecure: attributes.has("secure"),
      expiresAt: this.#expiry(attributes),
    };
    this.#keep(url.hostname, `${name}\n${cookie.path}`, cookie);
  }

  #keep(host: string, key: string, cookie: Cookie): void {
    const kept = this.#hosts.get(host) ?? new Map<string, Cookie>();
    kept.delete(key);
    if (cookie.expiresAt > this.#clock.now()) kept.set(key, cookie);
    dropOldest(kept, mostPerHost);
    this.#hosts.delete(host);
    if (kept.size > 0) this.#hosts.set(host, kept);
    dropOldest(this.#hosts, mostHosts);
  }

  /** `Max-Age` wins over `Expires`; without them, as long as the jar. */
  #expiry(attributes: ReadonlyMap<string, string>): Instant {
    const maxAge = attributes.get("max-age");
    if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return this.#clock.now() + Number(maxAge) * 1_000;
    const now = this.#clock.now();
    const expires = attributes.get("expires") ?? "";
    // Servers also write 21-Oct-2026, which is no HTTP date.
    return tryParseHttpDate(expires, now) ?? tryParseHttpDate(expires.replaceAll("-", " "), now) ?? Infinity;
  }

  #pairs(url: URL): string[] {
    const kept = this.#hosts.get(url.hostname);
    if (kept === undefined) return [];
    const now = this.#clock.now();
    const pairs: string[] = [];
    for (const [key, { value, path, isSecure, expiresAt }] of kept) {
      if (expiresAt <= now) kept.delete(key);
      else if (isBelow(url.pathname, path) && (!isSecure || url.protocol === "https:"))
        pairs.push(`${key.slice(0, key.indexOf("\n"))}=${value}`);
    }
    return pairs;
  }
}

function attributeOf(text: string): readonly [string, string] {
  const [name = "", ...value] = text.split("=");
  return [name.trim().toLowerCase(), value.join("=").trim()];
}

/** RFC 6265 §5.1.4: the folder of what was asked. */
function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf("/")));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || (path.startsWith(folder) && (folder.endsWith("/") || path[folder.length] === "/"));
}

/** Maps keep the order in which their keys came. */
function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size > most) map.delete(map.keys().next().value!);
}
