import { runToEnd } from "@genai-collector/test-e2e/child";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { workspace } from "@genai-collector/test-e2e/workspace";
import { status } from "@grpc/grpc-js";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GrpcClient } from "./grpc-client.ts";
import { loadRequests, type LoadRequest } from "./load-requests.ts";
import { peer } from "@genai-collector/test-e2e/peer";

/** Where a client sends to. */
export interface LoadTarget {
  readonly stage: Stage;
  /** `127.0.0.1:PORT` */
  readonly endpoint: string;
}

/** What a client did: its calls, the items of those that ended well, and how the others ended. */
export interface Driven {
  readonly calls: number;
  readonly items: number;
  /** The name of a status and what was said, for each. */
  readonly failures: readonly string[];
}

/** With grpc-js, over two connections, one of them compressed, with eight calls at once on each. */
export async function driveGrpcJs({ stage, endpoint }: LoadTarget, seconds: number): Promise<Driven> {
  const requests = loadRequests();
  const end = performance.now() + seconds * 1_000;
  const failures: string[] = [];
  let [calls, items] = [0, 0];
  const work = async (client: GrpcClient): Promise<void> => {
    while (performance.now() < end) {
      const { name, signal, body, items: more } = requests[calls++ % requests.length]!;
      const { code, details } = await client.send(signal, body);
      if (code === 0) items += more;
      else failures.push(`${status[code]}: ${details} (${name})`);
    }
  };
  const own = { "grpc.use_local_subchannel_pool": 1 };
  const gzip = { "grpc.default_compression_algorithm": 2 };
  const clients = [own, { ...own, ...gzip }].map((options) => GrpcClient.open(stage, endpoint, "plain", options));
  await Promise.all(clients.flatMap((client) => Array.from({ length: 8 }, () => work(client))));
  return { calls, items, failures };
}

/** With gRPC's C core, through Python, over four connections, two of them compressed. */
export async function driveCCore({ stage, endpoint }: LoadTarget, seconds: number): Promise<Driven> {
  const requests = loadRequests();
  const files = await Promise.all(requests.map((request) => written(stage, request)));
  const program = join(workspace, "test", "interop", "clients", "python_grpc_load.py");
  const args = [program, endpoint, String(seconds), ...files];
  const options = { command: await peer("python"), args, cwd: stage.folder };
  const { code, stdout, stderr } = await runToEnd(options, seconds * 1_000 + 60_000);
  if (code !== 0) throw new Error(`python ended with ${code}: ${stderr}`);
  const { taken, failures } = JSON.parse(stdout) as {
    readonly taken: Readonly<Record<string, number>>;
    readonly failures: readonly string[];
  };
  const calls = Object.values(taken).reduce((sum, count) => sum + count, failures.length);
  const items = requests.reduce((sum, each) => sum + each.items * (taken[`${each.name}.bin`] ?? 0), 0);
  return { calls, items, failures };
}

async function written(stage: Stage, { name, body }: LoadRequest): Promise<string> {
  const path = stage.path(`${name}.bin`);
  await writeFile(path, body);
  return path;
}
