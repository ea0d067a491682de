import { CollectorError } from "@genai-collector/component";

/** Where links may lead. */
export interface LinkPolicy {
  /** Host names, in any case of letters; a host is compared as a whole. */
  readonly hosts: readonly string[];
  /** Plain HTTP too, for a platform on the same machine. */
  readonly allowCleartext: boolean;
}

/**
 * Makes sure that a link leads where the configuration says, before anything is asked there. Throws
 * `PORTKEY_LINK_REFUSED` (misconfigured) otherwise. The link's query is a credential for raw content: the error names
 * the host alone.
 */
export function assertSafeLink(link: string, { hosts, allowCleartext }: LinkPolicy): void {
  const url = URL.parse(link);
  if (url === null || url.hostname === "") throw refused("is no URL of a host");
  const host = url.hostname.toLowerCase();
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowCleartext)) throw refused("is not https");
  if (url.username !== "" || url.password !== "") throw refused(`to ${shown(host)} holds a password`);
  if (!hosts.some((allowed) => allowed.toLowerCase() === host))
    throw refused(`leads to ${shown(host)}, which is not among signed_url_allow_hosts`);
}

/** A host's name is what an operator must see; it comes from outside, so that it is cut. */
function shown(host: string): string {
  return host.length > 128 ? `${host.slice(0, 128)}…` : host;
}

function refused(problem: string): CollectorError {
  return new CollectorError("PORTKEY_LINK_REFUSED", `the link to an export ${problem}`, { kind: "misconfigured" });
}
