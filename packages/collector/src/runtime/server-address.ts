import cluster from "node:cluster";
import { chmodSync, existsSync, lstatSync, unlinkSync } from "node:fs";
import { connect, isIP, type AddressInfo, type ListenOptions as NetOptions, type Server } from "node:net";
import { dirname } from "node:path";
import type { ListenOptions } from "@genai-collector/component";

/**
 * Lets `server` listen. Resolves with its endpoint, where a port that was asked for as 0 is the one that was picked;
 * rejects with what stands in the way.
 */
export async function listenOn(server: Server, endpoint: string, options: ListenOptions): Promise<string> {
  if (options.transport === "unix") await listenOnPath(server, endpoint, options.isShared === true);
  else await listening(server, endpoint, { ...splitEndpoint(endpoint), ...sharing(options.isShared === true) });
  // What goes wrong later goes wrong for one connection, and is answered there.
  server.on("error", () => undefined);
  return shownEndpoint(server, endpoint);
}

/** In a worker the supervisor listens, and deals connections out in turn; else the system does, by chance. */
function sharing(isShared: boolean): NetOptions {
  return cluster.isWorker ? { exclusive: !isShared } : { reusePort: isShared };
}

function shownEndpoint(server: Server, endpoint: string): string {
  const address = server.address();
  if (address === null || typeof address === "string") return endpoint;
  return `${endpoint.slice(0, endpoint.lastIndexOf(":"))}:${(address satisfies AddressInfo).port}`;
}

function splitEndpoint(endpoint: string): { readonly host: string | undefined; readonly port: number } {
  const [, given, port] = /^(.*):(\d{1,5})$/.exec(endpoint) ?? [];
  if (given === undefined || Number(port) > 65_535) throw new TypeError(`"${endpoint}" is not host:port`);
  const host = given.replace(/^\[|\]$/g, "");
  if (host.includes(":") && isIP(host) !== 6) throw new TypeError(`"${endpoint}" is not host:port`);
  return { host: host === "" ? undefined : host, port: Number(port) };
}

function listening(server: Server, endpoint: string, where: NetOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(cannotListen(endpoint, reasonOf(error, where), error));
    server.once("error", fail);
    server.listen(where, () => {
      server.off("error", fail);
      resolve();
    });
    // The socket file is there, and no event loop has turned since: no client of another user is accepted yet.
    if (where.path !== undefined && server.listening) chmodSync(where.path, 0o600);
  });
}

function cannotListen(endpoint: string, why: string, cause?: Error): Error {
  return new Error(`cannot listen on ${endpoint}: ${why}`, { cause });
}

function reasonOf({ code, message }: NodeJS.ErrnoException, where: NetOptions): string {
  if (code === "EADDRINUSE") return "the address is already in use";
  if (code === "ENOTSUP" && where.reusePort === true) return "this system cannot share a port between processes";
  if (where.path !== undefined && code === "EINVAL") return "the path is longer than a socket's may be";
  if (where.path !== undefined && !existsSync(dirname(where.path))) return "its folder is not there";
  return code ?? message;
}

/** A socket file that its process left behind, killed, is replaced: nobody answers on it any more. */
async function listenOnPath(server: Server, path: string, isShared: boolean): Promise<void> {
  if (isShared) throw cannotListen(path, "a unix socket cannot be shared between processes");
  const state = await stateOf(path);
  if (state === "something else") throw cannotListen(path, "something that is not a socket is there");
  if (state === "left behind") unlinkSync(path);
  await listening(server, path, { path });
}

async function stateOf(path: string): Promise<"free" | "in use" | "left behind" | "something else"> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "free";
  if (!stat.isSocket()) return "something else";
  return new Promise((resolve) => {
    const trial = connect({ path }, () => {
      trial.destroy();
      resolve("in use");
    });
    trial.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? "left behind" : "in use"),
    );
  });
}
