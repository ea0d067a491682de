import { validateConfig } from "@genai-collector/config/schema/validate";
import { describe, expect, it } from "vitest";
import { factories } from "../test/factories.ts";
import { configurationSchema } from "./configuration-schema.ts";

const jsonSchema = configurationSchema(factories);
const isValid = (raw: unknown): boolean => "config" in validateConfig({ jsonSchema, decode: (valid) => valid }, raw);

describe("configurationSchema", () => {
  it.each([
    {},
    { receivers: { otlp: { protocols: { http: null } }, "otlp/a": { protocols: {} } } },
    {
      exporters: {
        otlphttp: { endpoint: "x" },
        "otlp_http/x": { endpoint: "${env:X}", sending_queue: { queue_size: "${N}" } },
      },
    },
    { processors: { batch: null, "batch/x": "${file:batch.yaml}" } },
    { service: { workers: "${N:-2}", pipelines: { traces: { receivers: ["otlp"], exporters: "${E}" } } } },
  ])("lets an editor accept %j", (raw) => {
    expect(isValid(raw)).toBe(true);
  });

  it.each([
    { recievers: {} },
    { receivers: { otpl: {} } },
    { receivers: { otlp_x: {} } },
    { receivers: { otlp: { protocls: {} } } },
    { exporters: { otlp_http: {} } },
    { exporters: { otlp_http: { endpoint: "x", sending_queue: { queue_size: "5" } } } },
    { service: { workers: 0 } },
  ])("lets an editor refuse %j", (raw) => {
    expect(isValid(raw)).toBe(false);
  });

  it("describes keys where an editor looks for it", () => {
    expect(jsonSchema).toHaveProperty("properties.service.anyOf.0.properties.workers.description");
    expect(jsonSchema).toHaveProperty("properties.service.anyOf.0.properties.workers.default", 1);
  });
});
