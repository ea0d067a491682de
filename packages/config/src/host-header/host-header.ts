/** Where a page for operators is served, and under which names. */
export interface HostRule {
  /** `host:port` that it listens on. */
  readonly endpoint: string;
  /** Names beside loopback ones and the endpoint's own. */
  readonly allow_hosts?: readonly string[];
  /**
   * A listener that was opened to the network on purpose answers to any name: only its operator knows under which it is
   * reached. For pages that tell numbers alone.
   */
  readonly answersAnyNameBeyondLoopback?: boolean;
}

/**
 * Whether a request's `Host` is one that leads here by intent: loopback, an IP address (a name is what DNS rebinding
 * needs: a page in a browser can reach this port by a name of its own, but cannot choose the header), the host of the
 * endpoint, or one that was allowed.
 */
export function isAllowedHost(header: string | undefined, rule: HostRule): boolean {
  if (header === undefined) return true; // HTTP/1.0: no browser
  const host = hostOf(header);
  if (!/^(\[[0-9a-f:.]+\]|[^\s:/@?#[\]]+)$/.test(host) || host === ".") return false;
  if (isAddress(host)) return true;
  if (rule.answersAnyNameBeyondLoopback === true && !isLoopback(hostOf(rule.endpoint))) return true;
  return ["localhost", rule.endpoint, ...(rule.allow_hosts ?? [])].some((name) => hostOf(name) === host);
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.startsWith("[");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Without port, capitals, and the dot that a whole name may end with. */
function hostOf(endpoint: string): string {
  return endpoint
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/(?<=.)\.$/, "");
}
