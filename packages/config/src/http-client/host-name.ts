/**
 * The normal form of a host in which two can be compared: lower case, international names in ASCII, IPv4 addresses
 * dotted, IPv6 addresses without brackets, no dot at the end. What no URL can name stays as it is, and equals nothing.
 */
export function normalHost(host: string): string {
  const isV6 = host.includes(":") && !host.startsWith("[");
  const parsed = URL.parse(`http://${isV6 ? `[${host}]` : host}/`);
  const name = parsed === null || parsed.hostname === "" ? host : parsed.hostname;
  return name.replace(/^\[|\]$/g, "").replace(/(?<=.)\.$/, "");
}
