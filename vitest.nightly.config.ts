import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Hours, not minutes: long fuzzing and long simulations. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ["{packages,receivers,processors,exporters,test}/**/*.nightly.test.ts"],
      exclude: ["**/node_modules/**", "**/dist/**"],
      fileParallelism: false,
      pool: "forks",
      testTimeout: 14_400_000,
    },
  }),
);
