import type { ServerMiddleware } from "@genai-collector/component";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { memoryLimiterExtensionFactory } from "../src/index.ts";

describeExtension(memoryLimiterExtensionFactory, {
  config: { check_interval: "1s", limit_mib: 4000 },
  exercise: async ([provided]) => {
    const middleware = provided!.implementation as ServerMiddleware;
    expect(middleware.admit({ transport: "http", headers: {}, peer: "127.0.0.1:1" })).toBeUndefined();
  },
});
