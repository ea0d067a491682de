import { describe, expect, it } from "vitest";
import { formatWarning } from "../src/index.ts";
import { configurationOf, decode, problemsOf } from "./decode-parts.ts";

describe("identifiers", () => {
  it.each([
    ["/x", 'in "/x", the part before / must not be empty'],
    ["x/", 'in "x/", the part after / must not be empty'],
    ["a-b", 'the type "a-b" may hold letters, digits and _ only, and begins with a letter'],
    ["a".repeat(64), `the type "${"a".repeat(20)}…" is longer than 63 characters`],
    ["x/a b", 'the name "a b" must not hold blanks, control characters or symbols'],
  ])("%s", async (id, message) => {
    expect(await problemsOf({ processors: `{'${id}': }` })).toEqual([`processors::${id}: ${message}`]);
  });

  it("are one after blanks are left out: both places are told", async () => {
    expect(await problemsOf({ processors: "{batch: , ' batch': }" })).toEqual([
      "processors:: batch: names the same component as the key at config.yaml:4:14",
    ]);
  });

  it("keep the spelling of their type, as in otelcol: an old one and the new one are two components", async () => {
    const service = "{pipelines: {traces: {receivers: [otlp], exporters: [otlp_http, otlphttp]}}}";
    const exporters = "{otlp_http: {endpoint: x}, otlphttp: {endpoint: y}}";
    const configuration = await configurationOf({ exporters, service });
    expect([...configuration.exporters.keys()]).toEqual(["otlp_http", "otlphttp"]);
    expect(configuration.pipelines.get("traces")!.exporters).toEqual(["otlp_http", "otlphttp"]);
    expect(await problemsOf({ exporters: "{otlphttp: {endpoint: y}}", service })).toEqual([
      'service::pipelines::traces::exporters::0: references exporter "otlp_http" which is not configured',
    ]);
  });

  it("of unknown types are told with the valid ones, sorted", async () => {
    const decoded = await decode({ exporters: "{debug: , otlp_htp/x: , logging: }" });
    expect("problems" in decoded && decoded.problems).toMatchObject([
      {
        path: "exporters::otlp_htp/x",
        message: 'unknown exporter type "otlp_htp" (valid values: [debug otlp_http])',
        suggestion: "otlp_http",
      },
      {
        message: expect.stringContaining('unknown exporter type "logging", which was replaced by "debug"'),
        suggestion: "debug",
      },
    ]);
  });

  it("with an old type are accepted everywhere, with a warning", async () => {
    const decoded = await decode({
      exporters: "{otlphttp: {endpoint: x, time_out: 1s}}",
      service: "{pipelines: {traces: {receivers: [otlp], exporters: [otlphttp]}}}",
    });
    expect(decoded.warnings.map(formatWarning)).toEqual([
      'config.yaml:2:13: exporters::otlphttp: "otlphttp" alias is deprecated; use "otlp_http" instead',
      'config.yaml:2:37: exporters::otlphttp::time_out: "time_out" is deprecated; use "timeout" instead',
    ]);
    expect("configuration" in decoded && decoded.configuration.pipelines.get("traces")!.exporters).toEqual([
      "otlphttp",
    ]);
  });
});

describe("components", () => {
  it("that are null, empty or only named have all their defaults", async () => {
    for (const batch of ["{batch: }", "{batch: null}", "{batch: {}}"]) {
      const { processors } = await configurationOf({ processors: batch });
      expect(processors.get("batch")!.config).toMatchObject({ send_batch_size: 8_192 });
    }
  });

  it.each([
    ["{otlp: }", ["receivers::otlp: must specify at least one protocol when using the OTLP receiver"]],
    ["{otlp: {protocols: {}}}", ["receivers::otlp: must specify at least one protocol when using the OTLP receiver"]],
    [
      "{otlp: {protocols: {grpc: {enabled: 'no'}}}}",
      ["receivers::otlp::protocols::grpc::enabled: must be true or false"],
    ],
    ["{otlp: {protocols: {htttp: }}}", ["receivers::otlp::protocols::htttp: is not a key here"]],
    ["{otlp: [nop]}", ["receivers::otlp: must be a map"]],
    ["{otlp: nop}", ["receivers::otlp: must be a map"]],
  ])("%s", async (receivers, problems) => {
    expect(await problemsOf({ receivers })).toEqual(problems);
  });

  it("that nothing uses are validated all the same", async () => {
    expect(await problemsOf({ processors: "{batch: {timeout: soon}}" })).toEqual([
      "processors::batch::timeout: must be a duration with a unit, such as 300ms, 10s or 1h30m",
    ]);
  });

  it("that nothing uses are told, in case they were forgotten", async () => {
    const decoded = await decode({ processors: "{batch: }", extensions: "{file_storage: }" });
    expect(decoded.warnings.map(formatWarning)).toEqual([
      "config.yaml:4:14: processors::batch: is configured, but stands in no pipeline",
      "config.yaml:5:14: extensions::file_storage: is configured, but not listed in service::extensions",
    ]);
  });

  it("take a key's type from where it goes: text or number", async () => {
    const { exporters } = await configurationOf(
      { exporters: "{debug: {labels: ['${N}']}, otlp_http: {endpoint: '${N}', sending_queue: {queue_size: '${N}'}}}" },
      { env: { N: "0123" } },
    );
    expect(exporters.get("otlp_http")!.config).toMatchObject({ endpoint: "0123", sending_queue: { queue_size: 83 } });
    expect(exporters.get("debug")!.config).toEqual({ labels: ["0123"] });
  });

  it("are decoded with keys that objects have by themselves as keys", async () => {
    const { exporters } = await configurationOf({
      exporters: "{debug: , otlp_http: {endpoint: x, headers: {constructor: a}}}",
    });
    const { headers } = exporters.get("otlp_http")!.config as { headers: object };
    expect(Object.keys(headers)).toEqual(["constructor"]);
    expect(await problemsOf({ processors: "{batch: {__proto__: {timeout: 1s}}}" })).toEqual([
      "processors::batch::__proto__: is not a key here; the keys are send_batch_size, send_batch_max_size, timeout",
    ]);
  });
});

describe("secrets", () => {
  it.each(["hunter22-token", "hunter22_token"])(
    "that came through references are in no problem, wherever they end up",
    async (token) => {
      const env = { TOKEN: token };
      const decoded = await decode(
        {
          receivers: "{otlp: {protocols: {http: {endpoint: '${TOKEN}'}}}}",
          processors: "{batch: {timeout: '${TOKEN}', send_batch_size: 'x${TOKEN}'}}",
          exporters:
            "{otlp_http: {endpoint: x, compression: '${TOKEN}', headers: [{name: a, value: '${TOKEN}'}, {name: '${TOKEN}', value: b}, {name: '${TOKEN}', value: c}]}}",
          service:
            "{extensions: ['${TOKEN}'], pipelines: {traces: {receivers: ['${TOKEN}'], exporters: ['${TOKEN}']}}}",
        },
        { env },
      );
      const problems = "problems" in decoded ? decoded.problems : [];
      expect(problems.length).toBeGreaterThanOrEqual(7);
      expect(JSON.stringify(decoded)).not.toContain("hunter22");
      expect(problems.find(({ path }) => path === "processors::batch::timeout")!.found).toBe("the value of ${TOKEN}");
    },
  );
});
