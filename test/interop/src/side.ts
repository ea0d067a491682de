import type { Child } from "@genai-collector/test-e2e/child";
import { freePorts } from "@genai-collector/test-e2e/free-ports";
import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { metricsReader, startProgram, type ProgramName } from "./program.ts";

/** One of two programs that run the same file, each with ports and places of its own. */
export interface Side {
  readonly program: ProgramName;
  readonly child: Child;
  /** Of its own metrics. */
  readonly metricsPort: number;
  /** `127.0.0.1:PORT` of one of the names that were asked for. */
  address(name: string): string;
}

/** What is laid over a file, for both programs in the same way. */
export interface Overlay<Name extends string> {
  /** Listeners that the file names; each gets a free port. */
  readonly listeners: readonly Name[];
  /** `path=value`, as `--set` takes them in both programs. */
  set(address: Readonly<Record<Name, string>>): readonly string[];
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Starts a program on a file as it is, with the overlay in `--set` flags. */
export async function startSide<Name extends string>(
  stage: Stage,
  program: ProgramName,
  file: string,
  { listeners, set, env }: Overlay<Name>,
): Promise<Side> {
  const [metricsPort, ...ports] = await freePorts(listeners.length + 1);
  const addresses = Object.fromEntries(listeners.map((name, index) => [name, `127.0.0.1:${ports[index]}`]));
  const readers = JSON.stringify([metricsReader(metricsPort!)]);
  const sets = [...set(addresses as Record<Name, string>), `service::telemetry::metrics::readers=${readers}`];
  const child = await startProgram(stage, program, ["--config", file, ...sets.flatMap((each) => ["--set", each])], env);
  return { program, child, metricsPort: metricsPort!, address: (name) => addresses[name]! };
}

/** What a program answers to a POST. */
export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** OTLP leaves `partial_success` out where everything was taken; otelcol writes an empty one, which says the same. */
function withoutEmptySuccess(body: string): string {
  return body === "\n\0" ? "" : body;
}

/** Posts protobuf, or what the headers say. */
export async function post(
  address: string,
  signal: OtlpSignal,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`http://${address}/v1/${signal}`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", ...headers },
    body: typeof body === "string" ? body : Buffer.from(body),
  });
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    retryAfter: response.headers.get("retry-after"),
    body: withoutEmptySuccess(Buffer.from(await response.arrayBuffer()).toString("latin1")),
  };
}
