import { defineConfig } from "vitest/config";

const conditions = ["genai-collector-source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["{packages,receivers,processors,exporters,examples,test,tools}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.ci.test.ts", "**/*.nightly.test.ts"],
    pool: "threads",
    testTimeout: 20_000,
  },
});
