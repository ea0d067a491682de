import type { Provided, StatusWatcher } from "@genai-collector/component";
import { frame } from "@genai-collector/config/grpc-frame";
import type { VirtualRuntime } from "@genai-collector/testkit";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { healthCheckExtensionFactory, healthCheckV2ExtensionFactory } from "../src/index.ts";

const signal = new AbortController().signal;

async function expectProbe(provided: readonly Provided[], runtime: VirtualRuntime, path: string): Promise<void> {
  const watcher = provided[0]!.implementation as StatusWatcher;
  watcher.componentStatus({ id: "otlp", kind: "receiver", pipelines: ["traces"], state: "ok", at: 0 });
  watcher.ready();
  const client = runtime.http.open({});
  const { status } = await client.request({
    method: "GET",
    url: `http://localhost:13133${path}`,
    headers: {},
    signal,
  });
  expect(status).toBe(200);
  await client.close();
}

describeExtension(healthCheckExtensionFactory, {
  exercise: async (provided, { runtime }) => {
    await expectProbe(provided, runtime, "/");
    (provided[0]!.implementation as StatusWatcher).notReady();
  },
});

describeExtension(healthCheckV2ExtensionFactory, {
  config: { http: {}, grpc: {} },
  exercise: async (provided, { runtime }) => {
    await expectProbe(provided, runtime, "/status?pipeline=traces");
    const client = runtime.http.open({});
    // A watch that nobody ends: the shutdown does.
    const { status } = await client.request({
      method: "POST",
      url: "http://localhost:13132/grpc.health.v1.Health/Watch",
      headers: { "content-type": "application/grpc" },
      body: [frame(new Uint8Array())],
      signal,
    });
    expect(status).toBe(200);
    await client.close();
  },
});
