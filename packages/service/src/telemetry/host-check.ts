/**
 * Whether a request with this `host` header may be answered by a listener on `endpoint` (`host:port`). A page in a
 * browser can reach a loopback port by a name of its own that resolves there (DNS rebinding); it cannot choose the
 * header. So a loopback listener answers to loopback names only. One that was opened to the network on purpose answers
 * to any name, since only its operator knows under which it is reached.
 */
export function isHostAllowed(host: string | undefined, endpoint: string): boolean {
  const asked = hostname(host);
  if (asked === undefined) return false;
  const own = hostname(endpoint);
  return own === undefined || !isLoopback(own) || asked === own || isLoopback(asked);
}

/** Without port and brackets, in lower case. Undefined when it is neither a name nor an address. */
function hostname(authority: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@?#[\]]+))(?::\d{1,5})?$/i.exec(authority ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
