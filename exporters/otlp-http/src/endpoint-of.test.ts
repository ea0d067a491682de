import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpHttpConfig } from "./config.ts";
import { endpointOf } from "./endpoint-of.ts";

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
