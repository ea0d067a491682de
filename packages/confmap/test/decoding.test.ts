import { describe, expect, it } from "vitest";
import { decodeConfiguration, formatWarning, type Configuration } from "../src/index.ts";
import { factories } from "./factories.ts";
import { treeOf, type World } from "./load-text.ts";

/** The smallest that runs; parts can be put in its place. */
const base = {
  receivers: "{otlp: {protocols: {http: }}}",
  exporters: "{debug: }",
  service: "{pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}",
};

function yaml(parts: Readonly<Record<string, string | undefined>>): string {
  const entries = Object.entries({ ...base, ...parts }).filter(([, value]) => value !== undefined);
  return entries.map(([key, value]) => `${key}: ${value}\n`).join("");
}

async function decode(parts: Readonly<Record<string, string | undefined>>, world: World = {}) {
  return decodeConfiguration(await treeOf(yaml(parts), world), factories);
}

async function configurationOf(
  parts: Readonly<Record<string, string | undefined>>,
  world: World = {},
): Promise<Configuration> {
  const decoded = await decode(parts, world);
  if ("configuration" in decoded) return decoded.configuration;
  throw new Error(decoded.problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
}

async function problemsOf(parts: Readonly<Record<string, string | undefined>>, world: World = {}): Promise<string[]> {
  const decoded = await decode(parts, world);
  return "problems" in decoded ? decoded.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe("a whole configuration", () => {
  it("decodes to components, pipelines and the service", async () => {
    const configuration = await configurationOf({
      receivers: "{otlp/a/b: {protocols: {grpc: , http: {endpoint: '0.0.0.0:1'}}}}",
      processors: "{batch: , batch/big: {timeout: 1s}}",
      exporters: "{otlphttp/x: {endpoint: http://h, sending_queue: {storage: file_storage}}, debug: {}}",
      extensions: "{file_storage: }",
      service:
        "{extensions: [file_storage], workers: 2, shutdown_timeout: 1m, pipelines: {traces: " +
        "{receivers: [otlp/a/b], processors: [batch/big, batch], exporters: [debug, otlphttp/x, debug]}, logs/x: {receivers: 'otlp/a/b', exporters: [debug]}}}",
    });
    expect(configuration.receivers.get("otlp/a/b")!.config).toEqual({
      protocols: { grpc: { endpoint: "localhost:4317" }, http: { endpoint: "0.0.0.0:1" } },
    });
    expect(configuration.processors.get("batch")!.config).toMatchObject({ send_batch_size: 8_192, timeout: 200 });
    expect([...configuration.exporters.keys()]).toEqual(["otlp_http/x", "debug"]);
    expect(configuration.exporters.get("otlp_http/x")!.factory.type).toBe("otlp_http");
    expect([...configuration.pipelines]).toEqual([
      [
        "traces",
        {
          signal: "traces",
          receivers: ["otlp/a/b"],
          processors: ["batch/big", "batch"],
          exporters: ["debug", "otlp_http/x"],
        },
      ],
      ["logs/x", { signal: "logs", receivers: ["otlp/a/b"], processors: [], exporters: ["debug"] }],
    ]);
    expect(configuration).toMatchObject({ serviceExtensions: ["file_storage"], workers: 2, shutdownTimeoutMs: 60_000 });
  });

  it("has the defaults of the service when nothing is said", async () => {
    const { workers, shutdownTimeoutMs, packages, telemetry } = await configurationOf({});
    expect({ workers, shutdownTimeoutMs, packages }).toEqual({ workers: 1, shutdownTimeoutMs: 30_000, packages: [] });
    expect(telemetry.logs).toMatchObject({ level: "info", encoding: "console", output_paths: ["stderr"] });
    expect(telemetry.metrics).toMatchObject({
      level: "normal",
      readers: [{ pull: { exporter: { prometheus: { host: "localhost", port: 8888, without_units: true } } } }],
    });
    expect(telemetry.traces).toEqual({ level: "basic", processors: [] });
  });

  it("holds equal raw data for equal configurations, whatever their places", async () => {
    const [one, two] = await Promise.all([
      configurationOf({ processors: "{batch: {timeout: 1s, send_batch_size: 5}}" }),
      configurationOf({ processors: "\n  batch:\n    send_batch_size: 5\n    timeout: '1s'\n" }),
    ]);
    expect(one.processors.get("batch")!.raw).toEqual(two.processors.get("batch")!.raw);
  });
});

describe("the root", () => {
  it.each([
    [{ receivers: undefined, exporters: undefined, service: undefined }, [": empty configuration file"]],
    [
      { receivers: undefined, service: undefined },
      [
        "receivers: no receiver configuration specified in config",
        "service::pipelines: service must have at least one pipeline",
      ],
    ],
    [
      { exporters: "", service: "{pipelines: {}}" },
      [
        "exporters: no exporter configuration specified in config",
        "service::pipelines: service must have at least one pipeline",
      ],
    ],
    [{ recievers: "{}" }, ["recievers: is not a section"]],
    [{ processors: "[batch]" }, ["processors: must be a map"]],
    [{ processors: "batch" }, ["processors: must be a map"]],
    [
      { service: "{pipelines: [traces]}" },
      ["service::pipelines: must be a map", "service::pipelines: service must have at least one pipeline"],
    ],
    [
      { connectors: "{forward: }", exporters: "{debug: , forward: }" },
      [
        'exporters::forward: unknown exporter type "forward" (valid values: [debug otlp_http])',
        'connectors::forward: ambiguous ID: found both "forward" exporter and "forward" connector; change one of the components\' IDs (for example rename "forward" connector to "forward/connector")',
      ],
    ],
  ])("%j", async (parts, problems) => {
    expect(await problemsOf(parts)).toEqual(problems);
  });
});

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

  it("are one after blanks are left out and old types are replaced: both places are told", async () => {
    expect(await problemsOf({ processors: "{batch: , ' batch': }" })).toEqual([
      "processors:: batch: names the same component as the key at config.yaml:4:14",
    ]);
    expect(await problemsOf({ exporters: "{debug: , otlp_http: {endpoint: x}, otlphttp: {endpoint: x}}" })).toEqual([
      "exporters::otlphttp: names the same component as the key at config.yaml:2:22",
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
      "otlp_http",
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

describe("pipelines", () => {
  const pipelines = (text: string) => ({
    receivers: "{otlp: {protocols: {http: }}, otlp/2: {protocols: {http: }}}",
    processors: "{batch: , batch/2: }",
    connectors: "{forward: }",
    service: `{pipelines: ${text}}`,
  });

  it.each([
    [
      "{foo: {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines::foo: unknown signal "foo"; pipelines carry traces, metrics or logs'],
    ],
    [
      "{profiles: {receivers: [otlp], exporters: [debug]}}",
      ["service::pipelines::profiles: profiles are not supported; pipelines carry traces, metrics or logs"],
    ],
    [
      "{traces/: {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines::traces/: in "traces/", the part after / must not be empty'],
    ],
    [
      "{traces: {exporters: [debug]}, logs: {receivers: [otlp]}}",
      [
        "service::pipelines::traces: must have at least one receiver",
        "service::pipelines::logs: must have at least one exporter",
      ],
    ],
    ["{traces: }", ["service::pipelines::traces: must have at least one receiver"]],
    ["{traces: {receivers: [], exporters: []}}", ["service::pipelines::traces: must have at least one receiver"]],
    [
      "{traces: {receivers: [otlp, otpl], processors: [batch, btach], exporters: [debgu, batch]}}",
      [
        'service::pipelines::traces::processors::1: references processor "btach" which is not configured',
        'service::pipelines::traces::receivers::1: references receiver "otpl" which is not configured',
        'service::pipelines::traces::exporters::0: references exporter "debgu" which is not configured',
        'service::pipelines::traces::exporters::1: references exporter "batch" which is not configured',
      ],
    ],
    [
      "{traces: {receivers: [otlp], processors: [batch, batch/2, batch], exporters: [debug]}}",
      ['service::pipelines::traces::processors::2: references processor "batch" multiple times'],
    ],
    ["{traces: {receivers: [otlp, otlp], exporters: [debug, debug]}}", []],
    ["{traces/a: {receivers: [otlp], exporters: [forward]}, traces/b: {receivers: [forward], exporters: [debug]}}", []],
    [
      "{traces: {receivers: [otlp], exporters: [debug]}, ' traces': {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines:: traces: repeats the pipeline "traces"'],
    ],
    [
      "{traces: {receivers: [{otlp: }], exporters: [debug]}}",
      ["service::pipelines::traces::receivers::0: must be an ID such as otlp or otlp/name"],
    ],
    [
      "{traces: {receivers: {otlp: }, exporters: [debug]}}",
      ["service::pipelines::traces::receivers: must be a list, each item an ID such as otlp or otlp/name"],
    ],
    [
      "{traces: {recievers: [otlp], exporters: [debug]}}",
      [
        "service::pipelines::traces::recievers: is not a key here",
        "service::pipelines::traces: must have at least one receiver",
      ],
    ],
  ])("%s", async (text, problems) => {
    expect((await problemsOf(pipelines(text))).toSorted()).toEqual(problems.toSorted());
  });

  it("point at each reference that leads nowhere", async () => {
    const decoded = await decode({
      service:
        "\n  pipelines:\n    traces:\n      receivers:\n        - otlp\n        - otpl\n      exporters: [debug]\n",
    });
    expect("problems" in decoded && decoded.problems).toMatchObject([{ line: 8, column: 11, suggestion: "otlp" }]);
  });
});

describe("extensions", () => {
  const using = (exporter: string, extensions: string | undefined, listed: string) => ({
    exporters: `{otlp_http: {endpoint: x, sending_queue: ${exporter}}}`,
    extensions,
    service: `{extensions: ${listed}, pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}`,
  });
  const place = "exporters::otlp_http::sending_queue::storage";

  it.each([
    [using("{storage: file_storage}", "{file_storage: }", "[file_storage]"), []],
    [
      using("{storage: file_storge}", "{file_storage: }", "[file_storage]"),
      [`${place}: references extension "file_storge" which is not configured`],
    ],
    [
      using("{storage: file_storage}", "{file_storage: }", "[]"),
      [`${place}: references extension "file_storage" which is not listed in service::extensions`],
    ],
    [
      using("{storage: file_checkpoint}", "{file_checkpoint: }", "[file_checkpoint]"),
      [`${place}: references extension "file_checkpoint" which does not provide test.storage/1`],
    ],
    [using("{storage: none, enabled: false}", undefined, "[]"), []],
    [
      using("{}", "{file_storage: }", "[file_storage, none]"),
      ['service::extensions::1: references extension "none" which is not configured'],
    ],
    [using("{}", "{file_storage: }", "[{nop: }]"), ["service::extensions::0: must be an ID such as otlp or otlp/name"]],
    [using("{}", "{file_storage: }", "file_storage"), []],
  ])("%j", async (parts, problems) => {
    expect(await problemsOf(parts)).toEqual(problems);
  });

  it("that a default names must be there too", async () => {
    const parts = {
      receivers: "\n  portkey:\n    api_key: x\n",
      service: "{pipelines: {metrics: {receivers: [portkey], exporters: [debug]}}}",
    };
    const decoded = await decode(parts);
    expect("problems" in decoded && decoded.problems).toMatchObject([
      {
        path: "receivers::portkey::checkpoint",
        message: 'references extension "file_checkpoint" which is not configured',
        line: 3,
      },
    ]);
  });

  it("that an old type names are told to be written anew", async () => {
    const decoded = await decode({
      receivers: "{portkey: {api_key: x, checkpoint: filecheckpoint}}",
      extensions: "{filecheckpoint: }",
      service: "{extensions: [filecheckpoint], pipelines: {metrics: {receivers: [portkey], exporters: [debug]}}}",
    });
    expect("problems" in decoded && decoded.problems).toMatchObject([{ suggestion: "file_checkpoint" }]);
  });

  it("of components that do not run are not asked for", async () => {
    expect(
      await problemsOf({ exporters: "{debug: , otlp_http: {endpoint: x, sending_queue: {storage: none}}}" }),
    ).toEqual([]);
  });
});

describe("the service", () => {
  const service = (text: string) => ({
    service: `{pipelines: {traces: {receivers: [otlp], exporters: [debug]}}, ${text}}`,
  });

  it.each([
    [
      "telemetry: {unknown: 1}",
      ["service::telemetry::unknown: is not a key here; the keys are logs, metrics, traces, resource"],
    ],
    [
      "telemetry: {metrics: {address: 'x:1'}}",
      ["service::telemetry::metrics::address: is not a key here; the keys are level, readers"],
    ],
    ["telemetry: {metrics: {level: Detailed}}", []],
    [
      "telemetry: {metrics: {level: loud}}",
      ['service::telemetry::metrics::level: must be one of "none", "basic", "normal", "detailed"'],
    ],
    [
      "telemetry: {metrics: {readers: []}}",
      ["service::telemetry::metrics::readers: must hold a reader, unless level is none"],
    ],
    ["telemetry: {metrics: {level: none, readers: []}}", []],
    [
      "telemetry: {metrics: {readers: [{}]}}",
      ["service::telemetry::metrics::readers::0: must be either pull or periodic"],
    ],
    ["telemetry: {metrics: {readers: [{periodic: {exporter: {console: {}}}}]}}", []],
    [
      "telemetry: {metrics: {readers: [{periodic: {exporter: {}}}]}}",
      ["service::telemetry::metrics::readers::0::periodic::exporter: must have either otlp or console"],
    ],
    [
      "telemetry: {metrics: {readers: [{periodic: {exporter: {otlp: {endpoint: 'https://h', headers: [{name: a, value: b}]}}}}]}}",
      [],
    ],
    [
      "telemetry: {metrics: {readers: [{periodic: {exporter: {otlp: {}}}}]}}",
      [
        "service::telemetry::metrics::readers::0::periodic::exporter::otlp::endpoint: is required: a text that is not empty",
      ],
    ],
    ["telemetry: {resource: {service.instance.id: null, a: b}}", []],
    [
      "telemetry: {resource: {a: {b: c}}}",
      ["service::telemetry::resource::a: must be a text, or null to take the attribute out"],
    ],
    [
      "telemetry: {resource: {a: b, attributes: [{name: c, value: d}]}}",
      ["service::telemetry::resource::a: cannot stand beside attributes; move it into that list"],
    ],
    [
      "telemetry: {resource: {attributes: [{name: c, value: d}, {name: c, value: e}]}}",
      ['service::telemetry::resource::attributes::1: repeats the attribute "c"'],
    ],
    [
      "telemetry: {logs: {level: loud, encoding: xml}}",
      [
        'service::telemetry::logs::level: must be one of "debug", "info", "warn", "error"',
        'service::telemetry::logs::encoding: must be "console" or "json"',
      ],
    ],
    ["workers: 0", ["service::workers: must be a whole number from 1 to 1024"]],
    [
      "shutdown_timeout: 30",
      ["service::shutdown_timeout: must be a duration with a unit, such as 300ms, 10s or 1h30m"],
    ],
    ["packages: [1]", ["service::packages::0: must be a text that is not empty"]],
    [
      "packages: ['${P}']",
      ["service::packages::0: must be written in a configuration file, not come from a reference or the command line"],
    ],
    ["pipelnes: {}", ["service::pipelnes: is not a key here"]],
  ])("%s", async (text, problems) => {
    expect(await problemsOf(service(text), { env: { P: "evil" } })).toEqual(problems);
  });

  it("decodes its resource to texts; null takes an attribute out", async () => {
    const { telemetry } = await configurationOf(service("telemetry: {resource: {service.instance.id: , a: b, n: 1}}"));
    expect(telemetry.resource!.attributes).toEqual({ "service.instance.id": null, a: "b", n: "1" });
    const listed = await configurationOf(service("telemetry: {resource: {attributes: [{name: a, value: b}]}}"));
    expect(listed.telemetry.resource!.attributes).toEqual({ a: "b" });
  });

  it("names packages with the file that they are resolved from, never from the command line", async () => {
    const { packages } = await configurationOf(service("packages: ['@acme/genai-receiver-foo']"));
    expect(packages).toMatchObject([{ name: "@acme/genai-receiver-foo", place: { file: "config.yaml", line: 3 } }]);
    expect(await problemsOf({}, { set: ["service.packages=[evil]"] })).toEqual([
      "service::packages::0: must be written in a configuration file, not come from a reference or the command line",
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
