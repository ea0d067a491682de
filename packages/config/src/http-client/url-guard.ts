import { CollectorError } from "@genai-collector/component";
import { isAllowedAddress } from "./address-guard.ts";
import type { HttpClientConfig } from "./http-client-config.ts";
import { normalHost } from "./host-name.ts";
import { tryParseIp } from "./ip-address.ts";
import { redactUrl } from "./redact-url.ts";

/**
 * Says which URLs may be asked, before anything is looked up or sent. Names are checked again by their addresses, when
 * a connection is made.
 */
export class UrlGuard {
  readonly #hosts: ReadonlySet<string>;
  readonly #allowPrivate: boolean;
  readonly #allowCleartext: boolean;

  constructor(config: Pick<HttpClientConfig, "allow_hosts" | "allow_private">, allowCleartext: boolean) {
    this.#hosts = new Set(config.allow_hosts.map(normalHost));
    this.#allowPrivate = config.allow_private;
    this.#allowCleartext = allowCleartext || config.allow_private;
  }

  /** The URL, if it may be asked; else throws `misconfigured`. `shown`: what errors call it. */
  check(text: string, shown = redactUrl(text)): URL {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) throw refused("HTTP_BAD_URL", `${shown} is no HTTP URL`);
    if (url.username !== "" || url.password !== "")
      throw refused("HTTP_BAD_URL", `${shown} has credentials in it; they belong into a header`);
    const host = normalHost(url.hostname);
    if (this.#hosts.size > 0 && !this.#hosts.has(host))
      throw refused("HTTP_HOST_REFUSED", `${host} is not among allow_hosts`);
    if (tryParseIp(host) !== undefined && !isAllowedAddress(host, this.#allowPrivate))
      throw refused("HTTP_ADDRESS_REFUSED", `the address ${host} may not be reached`);
    if (url.protocol === "http:" && !this.#allowCleartext)
      throw refused("HTTP_CLEARTEXT_REFUSED", `${shown} is not https; http needs allow_private`);
    return url;
  }

  /**
   * Where a redirect leads from `from`, if it may be followed: within the host that was asked first, and never from
   * https to http. `shown`: what errors call the first one. Of a redirect they tell the host at most: the rest is what
   * the other side said.
   */
  redirect(first: URL, from: URL, location: string, shown: string): URL {
    const target = URL.parse(location, from);
    const start = `a redirect of ${shown}`;
    if (target === null) throw refused("HTTP_REDIRECT", `${start} to what is no URL`);
    // Custom headers carry credentials, so not even a sibling host may have them.
    if (normalHost(target.hostname) !== normalHost(first.hostname))
      throw refused("HTTP_REDIRECT", `${start} to another host, ${target.hostname}`);
    if (from.protocol === "https:" && target.protocol !== "https:")
      throw refused("HTTP_REDIRECT", `${start} to plain HTTP`);
    return this.check(target.href, `where ${start} leads`);
  }
}

function refused(code: string, message: string): CollectorError {
  return new CollectorError(code, message, { kind: "misconfigured" });
}
