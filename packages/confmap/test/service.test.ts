import { describe, expect, it } from "vitest";
import { configurationOf, problemsOf } from "./decode-parts.ts";

describe("the service", () => {
  const service = (text: string) => ({
    service: `{pipelines: {traces: {receivers: [otlp], exporters: [debug]}}, ${text}}`,
  });

  it.each([
    [
      "telemetry: {unknown: 1}",
      ["service::telemetry::unknown: is not a key here; the keys are logs, metrics, traces, ledger, resource"],
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
