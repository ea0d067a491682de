import { describe, expect, it } from "vitest";
import { decode, problemsOf } from "./decode-parts.ts";

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

  it("that an old type names are found by that name", async () => {
    const decoded = await decode({
      receivers: "{portkey: {api_key: x, checkpoint: filecheckpoint}}",
      extensions: "{filecheckpoint: }",
      service: "{extensions: [filecheckpoint], pipelines: {metrics: {receivers: [portkey], exporters: [debug]}}}",
    });
    expect("configuration" in decoded && decoded.configuration.serviceExtensions).toEqual(["filecheckpoint"]);
  });

  it("of components that do not run are not asked for", async () => {
    expect(
      await problemsOf({ exporters: "{debug: , otlp_http: {endpoint: x, sending_queue: {storage: none}}}" }),
    ).toEqual([]);
  });
});
