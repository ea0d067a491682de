import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpHttpConfig } from "./config.ts";
import { endpointOf, targetOf } from "./endpoint-of.ts";

const decode = (raw: object) => decodeConfig(otlpHttpConfig, raw, "otlp_http");

describe("endpointOf", () => {
  it.each([
    [{ endpoint: "http://h:4318" }, "http://h:4318/v1/traces"],
    [{ endpoint: "http://h:4318/" }, "http://h:4318/v1/traces"],
    [{ endpoint: "https://h/otlp//" }, "https://h/otlp/v1/traces"],
    [{ endpoint: "http://h", traces_endpoint: "http://t/in/" }, "http://t/in/"],
    [{ endpoint: "http://h", logs_endpoint: "http://l/in" }, "http://h/v1/traces"],
  ])("%j sends traces to %s", (raw, url) => {
    expect(endpointOf(decode(raw), "traces")).toBe(url);
  });

  it("sends each signal to its own path", () => {
    const config = decode({ endpoint: "http://h" });
    expect(endpointOf(config, "metrics")).toBe("http://h/v1/metrics");
    expect(endpointOf(config, "logs")).toBe("http://h/v1/logs");
  });

  it("has none for a signal where only others have one", () => {
    expect(() => endpointOf(decode({ traces_endpoint: "http://t" }), "logs")).toThrow(
      "neither endpoint nor logs_endpoint is set",
    );
  });
});

describe("targetOf", () => {
  it.each([
    ["http://h:4318/v1/traces", { "server.address": "h", "server.port": "4318", "url.path": "/v1/traces" }],
    ["https://h:443/in?x=http://o:1/", { "server.address": "h", "server.port": "443", "url.path": "/in" }],
    ["https://h/v1/logs", { "server.address": "h", "url.path": "/v1/logs" }],
    ["http://[::1]:4318/v1/logs", { "server.address": "::1", "server.port": "4318", "url.path": "/v1/logs" }],
  ])("%s has otelcol's labels", (url, labels) => {
    expect(targetOf(url)).toEqual(labels);
  });
});
