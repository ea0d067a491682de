import { describe, expect, it } from "vitest";
import { telemetryResource } from "./telemetry-resource.ts";

const defaults = { serviceName: "genai-collector", serviceVersion: "1.2.3", instanceId: "id" };

describe("telemetryResource", () => {
  it("is the collector's own identity, sorted", () => {
    expect([...telemetryResource(defaults, {})]).toEqual([
      ["service.instance.id", "id"],
      ["service.name", "genai-collector"],
      ["service.version", "1.2.3"],
    ]);
  });

  it("service.instance.id: null → attribute absent; configured values win", () => {
    expect([...telemetryResource(defaults, { "service.instance.id": null, "service.version": "x", a: "b" })]).toEqual([
      ["a", "b"],
      ["service.name", "genai-collector"],
      ["service.version", "x"],
    ]);
  });

  it.each([
    ["acme", "acme-meta"],
    ["acme-meta", "acme-meta"],
  ])("never shares an identity with the product: namespace %s becomes %s", (namespace, expected) => {
    const resource = telemetryResource(defaults, { "service.namespace": namespace });
    expect(resource.get("service.namespace")).toBe(expected);
  });
});
