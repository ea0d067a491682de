// The library keeps timers and sessions: none of them may keep the process.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { startGrpcSink, startRawSink } from "./grpc-sink.ts";

const program = fileURLToPath(new URL("exit-program.ts", import.meta.url));

/** What the program printed. Rejects unless it ended by itself. */
async function run(endpoint: string, config: object = {}): Promise<string> {
  const given = ["--conditions=genai-collector-source", program, endpoint, JSON.stringify(config)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, given, { timeout: 10_000 });
  expect(stderr).toBe(""); // the library has no log of its own
  return stdout.trim();
}

describe("a process whose exporter was shut down ends by itself", { timeout: 15_000 }, () => {
  it("after it has delivered", async () => {
    const sink = await startGrpcSink();
    onTestFinished(sink.stop);
    expect(await run(sink.endpoint)).toBe("delivered");
    expect(sink.received).toHaveLength(1);
  });

  it("after a connection that pings without calls", async () => {
    const sink = await startGrpcSink();
    onTestFinished(sink.stop);
    expect(await run(sink.endpoint, { keepalive: { time: "100ms", permit_without_stream: true } })).toBe("delivered");
  });

  it("when nobody listens", async () => {
    expect(await run("127.0.0.1:1")).toBe("EXPORT_UNAVAILABLE");
    expect(await run("nowhere.invalid:4317")).toBe("EXPORT_UNAVAILABLE");
  });

  it("when the name resolves to an address that may not be reached", async () => {
    expect(await run("localhost:1", { allow_private: false })).toBe("HTTP_ADDRESS_REFUSED");
  });

  it("when the sink takes calls and never answers", async () => {
    const sink = await startRawSink(() => undefined);
    onTestFinished(sink.stop);
    expect(await run(sink.endpoint, { timeout: "300ms" })).toBe("EXPORT_TIMEOUT");
  });

  it.each([
    ["plain text", { insecure: true }],
    ["TLS", { insecure_skip_verify: true }],
  ])("when the sink takes connections alone, in %s", async (_how, tls) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket.on("error", () => undefined).resume()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await run(endpoint, { timeout: "300ms", tls })).toBe("EXPORT_TIMEOUT");
  });
});
