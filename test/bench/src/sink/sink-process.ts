// The sink as a process of its own.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { answerParent } from "../process/asked-process.ts";
import { createGrpcSink } from "./grpc-sink.ts";
import { createHttpSink, type ServerIdentity } from "./http-sink.ts";
import { SinkCounts, type SinkTotals } from "./sink-counts.ts";

/** How a sink listens. */
export interface SinkOptions {
  readonly protocol: "http" | "grpc";
  /** With it the sink speaks TLS 1.3; HTTP only. */
  readonly identity?: ServerIdentity | undefined;
}

/** What a sink is asked: to listen, once, and then what it has taken. */
export type SinkQuestion = { readonly listen: SinkOptions } | "totals";

/** Its port, and its totals. */
export interface SinkAnswer {
  readonly port: number;
  readonly totals: SinkTotals;
}

const counts = new SinkCounts();
let port = 0;

answerParent<SinkQuestion, SinkAnswer>(async (question) => {
  if (question !== "totals") port = await listen(question.listen);
  return { port, totals: counts.totals };
});

async function listen({ protocol, identity }: SinkOptions): Promise<number> {
  const server = protocol === "grpc" ? createGrpcSink(counts) : createHttpSink(counts, identity);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
