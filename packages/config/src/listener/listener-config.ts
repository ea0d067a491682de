import { hostPort, oneOf, section, text, type ConfigOf, type map, type Problem } from "../schema/index.ts";
import { tlsServerConfig } from "../tls/index.ts";

/** Where a server listens, to be spread into its map, and how connections are encrypted. Add `checkEndpoint` to the map. */
export const listenerFields = (address: string) => ({
  endpoint: text({
    default: address,
    doc: "Address to listen on, `host:port`. Any interface but loopback must be asked for, as `0.0.0.0:PORT`. With `transport: unix`, a path.",
  }),
  transport: oneOf(["tcp", "unix"], {
    default: "tcp",
    doc: "`unix` listens on the socket whose path is `endpoint`.",
  }),
  tls: section(tlsServerConfig, { doc: "Encrypts connections. Off unless the key is there." }),
});

/** The decoded fields. */
export type ListenerConfig = ConfigOf<ReturnType<typeof map<ReturnType<typeof listenerFields>>>>;

const tcpAddress = hostPort({ doc: "" });
const tcpPattern = new RegExp(tcpAddress.jsonSchema.pattern!, "u");

/** What the operating system takes for the path of a socket, its end included (`sockaddr_un`: 104 bytes or more). */
const longestSocketPath = 103;

/** An address that fits the transport. */
export function checkEndpoint(config: Pick<ListenerConfig, "endpoint" | "transport">, problem: Problem): void {
  const { endpoint, transport } = config;
  const isAddress = tcpPattern.test(endpoint);
  if (transport === "tcp") {
    if (!isAddress) problem("endpoint", `must be host:port, such as localhost:4317, found ${JSON.stringify(endpoint)}`);
    else tcpAddress.read(endpoint, (_path, message) => problem("endpoint", message));
  } else if (endpoint === "" || isAddress) problem("endpoint", "must be the path of a socket with `transport: unix`");
  else if (new TextEncoder().encode(endpoint).length > longestSocketPath)
    problem("endpoint", `must be a path of at most ${longestSocketPath} bytes with \`transport: unix\``);
}
