import { once } from "node:events";
import { existsSync, linkSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerRequest } from "@genai-collector/component";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, grpcOk, listen, never, ok } from "../../test/server-scene.ts";
import { systemServers } from "./servers.ts";

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "servers-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "collector.sock");
}

function get(where: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, agent: false }, (response) => {
      let got = "";
      response.on("data", (part: Buffer) => (got += part.toString())).once("end", () => resolve(got));
    });
    asked.once("error", reject).end();
  });
}

describe("a server on a socket file", () => {
  it("is there for its owner alone, and takes its file away with it", async () => {
    const path = await socketPath();
    const server = await systemServers.listen(path, ok, { transport: "unix" });
    expect(server.endpoint).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await get({ socketPath: path })).toBe("ok");
    await server.close(never);
    expect(existsSync(path)).toBe(false);
  });

  it("speaks HTTP/2 as well, and names no address of the other side", async () => {
    const path = await socketPath();
    const asked: ServerRequest[] = [];
    const handle = async (one: ServerRequest) => (asked.push(one), grpcOk);
    const server = await systemServers.listen(path, handle, { transport: "unix", protocol: "http2" });
    onTestFinished(() => server.close(AbortSignal.abort()));
    const session = connectHttp2("http://localhost", { createConnection: () => connect(path) });
    onTestFinished(() => session.destroy());
    expect((await ask(session)).trailers).toEqual({ "grpc-status": "0" });
    expect(asked[0]!.peer).toBe("unix");
  });

  it("replaces a file that a dead process left behind", async () => {
    const path = await socketPath();
    await leaveBehind(path);
    expect(existsSync(path)).toBe(true);
    const server = await systemServers.listen(path, ok, { transport: "unix" });
    expect(await get({ socketPath: path })).toBe("ok");
    await server.close(never);
  });

  it("leaves alone what a living process has, and what is not a socket", async () => {
    const path = await socketPath();
    const living = await systemServers.listen(path, ok, { transport: "unix" });
    const second = systemServers.listen(path, ok, { transport: "unix" });
    await expect(second).rejects.toThrow(`cannot listen on ${path}: the address is already in use`);
    expect(await get({ socketPath: path })).toBe("ok");
    await living.close(never);

    writeFileSync(path, "precious");
    await expect(systemServers.listen(path, ok, { transport: "unix" })).rejects.toThrow(
      `cannot listen on ${path}: something that is not a socket is there`,
    );
    expect(statSync(path).size).toBe(8);
  });

  it.each([
    [{ isShared: true }, "sock", "a unix socket cannot be shared between processes"],
    [{}, "no/such/folder/sock", "its folder is not there"],
    [{}, "x".repeat(200), "the path is longer than a socket's may be"],
  ])("with %j on …/%.20s says what is wrong", async (options, name, why) => {
    const path = join(await socketPath(), "..", name);
    const listening = systemServers.listen(path, ok, { transport: "unix", ...options });
    await expect(listening).rejects.toThrow(`cannot listen on ${path}: ${why}`);
  });
});

describe("a shared port", () => {
  it.each(["http1", "http2"] as const)("is served by all who share it, over %s", async (protocol) => {
    const first = await listen(ok, { protocol, isShared: true });
    const second = await systemServers.listen(first.endpoint, ok, { protocol, isShared: true });
    onTestFinished(() => second.close(AbortSignal.abort()));
    expect(second.endpoint).toBe(first.endpoint);
    await expect(systemServers.listen(first.endpoint, ok, { protocol })).rejects.toThrow("already in use");
    await first.close(never);
    if (protocol === "http1") expect(await get({ host: "127.0.0.1", port: first.endpoint.split(":")[1] })).toBe("ok");
  });
});

describe("an endpoint", () => {
  it.each([
    ["localhost:0", /^localhost:\d+$/],
    ["[::1]:0", /^\[::1\]:\d+$/],
    [":0", /^:\d+$/],
  ])("of %s is shown with its port", async (endpoint, shown) => {
    const server = await systemServers.listen(endpoint, ok).catch((error: Error) => error);
    // Not every machine has IPv6.
    if (server instanceof Error) {
      expect(server.message).toMatch(/EADDRNOTAVAIL|EAFNOSUPPORT/);
      return;
    }
    onTestFinished(() => server.close(AbortSignal.abort()));
    expect(server.endpoint).toMatch(shown);
    expect(server.endpoint).not.toBe(endpoint);
  });

  it("that cannot be listened on leaves nothing behind", async () => {
    for (const protocol of ["http1", "http2"] as const)
      await expect(systemServers.listen("192.0.2.1:0", ok, { protocol })).rejects.toThrow("EADDRNOTAVAIL");
  });
});

/** A socket file whose server is gone: closing it would take the file away, so it is linked under another name first. */
async function leaveBehind(path: string): Promise<void> {
  const server = createServer().listen(`${path}.other`);
  await once(server, "listening");
  linkSync(`${path}.other`, path);
  server.close();
  await once(server, "close");
}
