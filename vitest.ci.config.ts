import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** What needs the built program, real peers or minutes: one file at a time, so that timings mean something. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ["{packages,receivers,processors,exporters,examples,test}/**/*.ci.test.ts"],
      exclude: ["**/node_modules/**", "**/dist/**"],
      fileParallelism: false,
      pool: "forks",
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
