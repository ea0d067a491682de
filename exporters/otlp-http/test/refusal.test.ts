// Numbers are those of the behaviours to test in delivery.md §14.
import { parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { coverage, setScene, sinkUrl } from "./scene.ts";

const ok: Answer = { status: 200 };

describe("what a human must mend", () => {
  it.each([301, 302, 303, 307, 308])("83: %i: an error, the target never contacted", async (status) => {
    const location = `${sinkUrl}/elsewhere?token=s3cret`;
    const scene = setScene([{ status, headers: { location } }]);
    const error = await scene.outcome(generateMetrics());
    expect(error).toMatchObject({ code: "EXPORT_REDIRECTED", kind: "misconfigured" });
    expect(error!.message).toBe(`${sinkUrl}/v1/metrics answered ${status}: to ${sinkUrl}/elsewhere`);
    expect(scene.requests.map(({ url }) => url)).toEqual([`${sinkUrl}/v1/metrics`]);
  });

  it.each([401, 403])("89: %i: a class, code and counter of its own; terminal, not retried", async (status) => {
    const scene = setScene([{ status }]);
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAUTHORIZED", kind: "misconfigured" });
    expect(scene.requests).toHaveLength(1);
    expect(scene.recorded.count("otlp_http.auth_failures")).toBe(1);
  });

  it.each([404, 405, 415, 501])("%i: misconfigured, not retried", async (status) => {
    const scene = setScene([{ status }]);
    expect(await scene.outcome(generateLogs())).toMatchObject({ kind: "misconfigured" });
    expect(scene.requests).toHaveLength(1);
  });

  it("a host that is not allowed, or an address of cloud metadata: not contacted", async () => {
    const hosts = setScene([ok], { allow_hosts: ["other.example"] });
    expect(await hosts.outcome(generateLogs())).toMatchObject({ code: "HTTP_HOST_REFUSED", kind: "misconfigured" });
    const metadata = setScene([ok], { endpoint: "http://169.254.169.254" });
    expect(await metadata.outcome(generateLogs())).toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    expect([...hosts.requests, ...metadata.requests]).toEqual([]);
    expect(metadata.recorded.count("otlp_http.requests{outcome=none}")).toBe(0);
  });
});

describe("what the sink will never take", () => {
  it.each([
    ["84: duplicate-timestamp", "err-mimir-sample-duplicate-timestamp", "duplicate_timestamp"],
    ["85: out of order", "err-mimir-sample-out-of-order", "too_old"],
    ["85: too old", "err-mimir-sample-timestamp-too-old", "too_old"],
    ["85: out of bounds", "err-mimir-sample-out-of-bounds", "too_old"],
    ["86: the log store's age or order text", "entry too far behind, entry timestamp is", "too_old"],
  ])("%s is a gap with its count and reason", async (_what, body, reason) => {
    const scene = setScene([{ status: 400, body }]);
    const error = await scene.outcome(generateLogs({ items: 4 }), { coverage });
    expect(error).toMatchObject({ kind: "gap", rejected: [{ items: 4, reason }] });
    expect(scene.requests).toHaveLength(1);
    expect(scene.recorded.count(`otlp_http.rejected_items{reason=${reason}}`)).toBe(4);
  });

  it("87: 400 'failed to parse' is malformed: held where it was polled, dropped where it was pushed", async () => {
    const scene = setScene([{ status: 400, body: "failed to parse" }]);
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_MALFORMED", kind: "malformed" });
    expect(scene.requests).toHaveLength(1);
  });

  it("88: 400 with an unknown backend code is refused for an unknown reason", async () => {
    const scene = setScene([{ status: 400, body: "err-mimir-tenant-max-series" }]);
    expect(await scene.outcome(generateLogs())).toMatchObject({
      code: "EXPORT_REFUSED",
      kind: "misconfigured",
      message: `${sinkUrl}/v1/logs answered 400: err-mimir-tenant-max-series`,
    });
    expect(scene.requests).toHaveLength(1);
  });

  it("104: reject classes: advance-past for duplicate, too-old, too-large; not for bad-encoding, unknown", async () => {
    const answers: readonly (readonly [Answer, boolean])[] = [
      [{ status: 400, body: "duplicate sample" }, true],
      [{ status: 400, body: "too old" }, true],
      [{ status: 413 }, true],
      [{ status: 400, body: "proto: cannot parse" }, false],
      [{ status: 400, body: "?" }, false],
      [{ status: 401 }, false],
    ];
    for (const [answer, advances] of answers) {
      const error = await setScene([answer]).outcome(generateLogs({ items: 1 }), { coverage });
      expect([answer, error!.kind === "gap"]).toEqual([answer, advances]);
    }
  });
});

describe("data that cannot be written", () => {
  it("1: an encoder error is malformed, and nothing is sent", async () => {
    // Its lengths add up down to the record, which is no record: only JSON has to look inside.
    const bytes = Uint8Array.from([10, 6, 18, 4, 18, 2, 10, 9]);
    const scene = setScene([ok], { encoding: "json" });
    const polled = await scene.outcome(parseRequest("logs", bytes), { coverage });
    expect(polled).toMatchObject({ code: "PDATA_MALFORMED", kind: "malformed" });
    expect(scene.requests).toEqual([]);
  });
});
