import { join } from "node:path";
import { runToEnd } from "./child.ts";
import { workspace } from "./workspace.ts";

/** Programs of others that are built or installed once per machine. */
export type PeerName = "otelcol" | "telemetrygen" | "python" | "kube-apiserver" | "dynamodb";

/** A first build compiles an otelcol or a Kubernetes API server, or downloads the SDK's wheels. */
const buildTimeoutMs = 580_000;

const found = new Map<PeerName, Promise<string>>();

/** The path of a peer's program, or of DynamoDB's libraries. Rejects, naming the peer and the reason, where it cannot be built: nothing is skipped. */
export function peer(name: PeerName): Promise<string> {
  const path = found.get(name) ?? build(name);
  found.set(name, path);
  return path;
}

async function build(name: PeerName): Promise<string> {
  const named = name === "otelcol" ? process.env["OTELCOL"] : undefined;
  if (named !== undefined && named !== "") return named;
  const command = join(workspace, "test", "interop", "peers", "build.sh");
  const { code, stdout, stderr } = await runToEnd({ command, args: [name], cwd: workspace }, buildTimeoutMs);
  if (code !== 0) throw new Error(`cannot start the peer ${name}: its build ended with ${code}:\n${stderr}`);
  return stdout.trim();
}
