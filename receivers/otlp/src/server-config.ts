import { serverAuthenticator, serverMiddleware } from "@genai-collector/component";
import {
  extensionId,
  flag,
  hostPort,
  list,
  map,
  oneOf,
  section,
  text,
  type Problem,
} from "@genai-collector/config/schema";
import { tlsServerConfig } from "@genai-collector/config/tls";

/** What both protocols take beside their address. */
export const serverFields = {
  transport: oneOf(["tcp", "unix"], {
    default: "tcp",
    doc: "`unix` listens on the socket whose path is `endpoint`.",
  }),
  tls: section(tlsServerConfig, { doc: "Encrypts connections. Off unless the key is there." }),
  include_metadata: flag({
    default: false,
    doc: "Keep the request's headers beside the data, for what routes or authenticates by them.",
  }),
  middlewares: list(
    map({ id: extensionId(serverMiddleware, { doc: "An extension that stands at a receiver's door." }) }),
    { default: [], doc: "Extensions that may turn a request away before its body is read, asked in this order." },
  ),
};

/** Who is let in, of both protocols. */
export const authFields = {
  authenticator: extensionId(serverAuthenticator, { doc: "The extension that every request must satisfy." }),
};

/** Where to listen. What it may look like depends on the transport: `checkEndpoint`. */
export const endpointField = (address: string) =>
  text({
    default: address,
    doc: "Address to listen on, `host:port`. Any interface but loopback must be asked for, as `0.0.0.0:PORT`. With `transport: unix`, a path.",
  });

const tcpAddress = hostPort({ doc: "" });
const tcpPattern = new RegExp(tcpAddress.jsonSchema.pattern!, "u");

/** What the operating system takes for the path of a socket, its end included (`sockaddr_un`: 104 bytes or more). */
const longestSocketPath = 103;

/** An address that fits the transport. */
export function checkEndpoint(
  config: { readonly endpoint: string; readonly transport: "tcp" | "unix" },
  problem: Problem,
): void {
  const { endpoint, transport } = config;
  const isAddress = tcpPattern.test(endpoint);
  if (transport === "tcp") {
    if (!isAddress) problem("endpoint", `must be host:port, such as localhost:4317, found ${JSON.stringify(endpoint)}`);
    else tcpAddress.read(endpoint, (_path, message) => problem("endpoint", message));
  } else if (endpoint === "" || isAddress) problem("endpoint", "must be the path of a socket with `transport: unix`");
  else if (new TextEncoder().encode(endpoint).length > longestSocketPath)
    problem("endpoint", `must be a path of at most ${longestSocketPath} bytes with \`transport: unix\``);
}
