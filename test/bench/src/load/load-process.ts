// The load generator as a process of its own.
import { answerParent } from "../process/asked-process.ts";
import type { Connection, LoadTarget } from "./connection.ts";
import { drive, type Drive, type DriveResult } from "./drive.ts";
import { GrpcConnection, grpcMessage } from "./grpc-connection.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";

/** What the generator is asked: to open its connections, once, and then to send over them. */
export type LoadQuestion = { readonly open: LoadTarget; readonly connections: number } | { readonly drive: Drive };

/** The answer; an opening has none but that it is done. */
export type LoadAnswer = "opened" | DriveResult;

/** So many connections are opened at a time: a listener's backlog is short. */
const openAtOnce = 64;
const connections: Connection[] = [];

answerParent<LoadQuestion, LoadAnswer>(async (question) => {
  if ("drive" in question) return drive(connections, question.drive);
  await open(question.open, question.connections);
  return "opened";
});

async function open(target: LoadTarget, count: number): Promise<void> {
  // One request's bytes for all of them.
  const openOne =
    target.protocol === "grpc"
      ? GrpcConnection.open.bind(undefined, target, grpcMessage(target))
      : HttpConnection.open.bind(undefined, target, requestBytes(target));
  while (connections.length < count) {
    const next = Math.min(openAtOnce, count - connections.length);
    connections.push(...(await Promise.all(Array.from({ length: next }, () => openOne()))));
  }
}
