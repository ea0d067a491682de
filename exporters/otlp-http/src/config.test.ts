import { validateConfig } from "@genai-collector/config/schema/validate";
import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpHttpConfig } from "./config.ts";

const problemsOf = (raw: object): readonly string[] => {
  const checked = validateConfig(otlpHttpConfig, raw);
  return "problems" in checked ? checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`) : [];
};

describe("defaults", () => {
  it("are otelcol's", () => {
    const config = decodeConfig(otlpHttpConfig, { endpoint: "http://localhost:4318" }, "otlp_http");
    expect(config).toMatchObject({
      encoding: "proto",
      compression: "gzip",
      timeout: 30_000,
      retry_on_failure: {
        enabled: true,
        initial_interval: 5_000,
        randomization_factor: 0.5,
        multiplier: 1.5,
        max_interval: 30_000,
        max_elapsed_time: 300_000,
      },
      partial_400: "some_stored",
      allow_private: true,
      user_agent: "",
    });
  });
});

describe("problems", () => {
  it.each([
    [{}, "endpoint: at least one endpoint must be specified"],
    [{ endpoint: "http://h", headers: { "Content-Type": "x" } }, "headers::content-type: is set by the connection"],
    [
      { endpoint: "http://h", retry_on_failure: { max_elapsed_time: "1s" } },
      "max_elapsed_time: must be 0s or at least",
    ],
    [{ endpoint: "http://h", retry_on_failure: { randomization_factor: 2 } }, "retry_on_failure::randomization_factor"],
    [{ endpoint: "http://h", timeout: "-1s" }, "timeout"],
    [{ endpoint: "http://h", compression: "brotli" }, "compression"],
    [{ endpoint: "http://h", encoding: "xml" }, "encoding"],
    [{ endpoint: "ftp://h" }, "endpoint"],
    [{ endpoint: "http://h", sampling: 1 }, "sampling"],
  ])("%j: %s", (raw, problem) => {
    expect(problemsOf(raw).join("\n")).toContain(problem);
  });

  it("are none where retries are off, or one endpoint is there", () => {
    expect(problemsOf({ logs_endpoint: "http://l/in" })).toEqual([]);
    expect(problemsOf({ endpoint: "http://h", retry_on_failure: { enabled: false, max_elapsed_time: "1s" } })).toEqual(
      [],
    );
    expect(problemsOf({ endpoint: "http://h", retry_on_failure: { max_elapsed_time: "0s" } })).toEqual([]);
  });
});

describe("headers", () => {
  it("are secrets, whose values no serialisation shows", () => {
    const raw = { endpoint: "http://h", headers: { Authorization: "Bearer tok # x" } };
    const { headers } = decodeConfig(otlpHttpConfig, raw, "otlp_http");
    expect(headers["authorization"]!.reveal()).toBe("Bearer tok # x");
    expect(`${JSON.stringify(headers)} ${String(headers["authorization"])}`).not.toContain("tok");
  });
});
