import type { StatusWatcher } from "@genai-collector/component";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { healthCheckExtensionFactory } from "../src/index.ts";

const signal = new AbortController().signal;

describeExtension(healthCheckExtensionFactory, {
  exercise: async ([provided], { runtime }) => {
    const watcher = provided!.implementation as StatusWatcher;
    watcher.ready();
    const client = runtime.http.open({});
    const { status } = await client.request({ method: "GET", url: "http://localhost:13133/", headers: {}, signal });
    expect(status).toBe(200);
    await client.close();
    watcher.notReady();
  },
});
