// Numbers are those of the behaviours to test in delivery.md §14.
import { parseJsonRequest } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { plainBody, rawBody, setScene, sinkUrl } from "./scene.ts";

const ok: Answer = { status: 200 };
const basic = `Basic ${Buffer.from("123456:glc_token").toString("base64")}`;

describe("the request", () => {
  it("77: success path: Basic auth, gzip, application/x-protobuf, path /v1/metrics", async () => {
    const scene = setScene([ok], { headers: { Authorization: basic } });
    expect(await scene.outcome(generateMetrics())).toBeUndefined();
    const { method, url, headers } = scene.requests[0]!;
    expect([method, url]).toEqual(["POST", `${sinkUrl}/v1/metrics`]);
    expect(headers).toEqual({
      authorization: basic,
      "content-encoding": "gzip",
      "content-type": "application/x-protobuf",
      "user-agent": "genai-collector-otlp-http-exporter",
    });
  });

  it("78: log-only batch: path /v1/logs with the same headers; spans: /v1/traces", async () => {
    const scene = setScene([ok], { headers: { Authorization: basic } });
    await scene.outcome(generateLogs());
    await scene.outcome(generateTraces());
    expect(scene.requests.map(({ url }) => url)).toEqual([`${sinkUrl}/v1/logs`, `${sinkUrl}/v1/traces`]);
    expect(scene.requests[0]!.headers).toEqual(scene.requests[1]!.headers);
  });

  it("79: empty credentials: no Authorization header at all", async () => {
    const scene = setScene([ok], { headers: { Authorization: "", "X-Scope-OrgID": "a" } });
    await scene.outcome(generateLogs());
    expect(scene.requests[0]!.headers).not.toHaveProperty("authorization");
    expect(scene.requests[0]!.headers).toHaveProperty("x-scope-orgid", "a");
  });

  it("sends the payload's own bytes, and as many as came", async () => {
    for (const payload of [
      generateTraces({ resources: 3 }),
      generateMetrics({ resources: 3 }),
      generateLogs({ resources: 3 }),
    ]) {
      const expected = Buffer.concat(payload.encoded().map(({ bytes }) => bytes));
      for (const compression of ["gzip", "none"]) {
        const scene = setScene([ok], { compression });
        await scene.outcome(payload.fork());
        expect(Buffer.from(plainBody(scene.requests[0]!))).toEqual(expected);
        expect(scene.requests[0]!.headers["content-encoding"]).toBe(compression === "gzip" ? "gzip" : undefined);
      }
    }
  });

  it("encoding json: OTLP/JSON of the same data", async () => {
    const scene = setScene([ok], { encoding: "json" });
    const payload = generateLogs({ resources: 2 });
    const data = payload.fork().decoded();
    await scene.outcome(payload);
    expect(scene.requests[0]!.headers["content-type"]).toBe("application/json");
    expect(parseJsonRequest("logs", plainBody(scene.requests[0]!)).decoded()).toEqual(data);
  });

  it("gzip: two exporters give the same bytes for the same payload; no time, no operating system in the header", async () => {
    const bodies: string[] = [];
    for (const skewMs of [0, 86_400_000]) {
      const scene = setScene([ok]);
      scene.runtime.skewMs = skewMs;
      await scene.outcome(generateMetrics({ seed: 5 }));
      bodies.push(rawBody(scene.requests[0]!));
    }
    expect(bodies[0]).toBe(bodies[1]);
    // RFC 1952 §2.3: magic, deflate, no flags, four bytes of time, extra flags, unknown operating system.
    expect(bodies[0]!.slice(0, 20)).toMatch(/^1f8b08000000000000?.?ff$/);
  });

  it("user_agent: what is configured is sent", async () => {
    const scene = setScene([ok], { user_agent: "acme/1" });
    await scene.outcome(generateLogs());
    expect(scene.requests[0]!.headers["user-agent"]).toBe("acme/1");
  });

  it("traces_endpoint is used verbatim, nothing appended", async () => {
    const scene = setScene([ok], { traces_endpoint: `${sinkUrl}/custom/` });
    await scene.outcome(generateTraces());
    expect(scene.requests[0]!.url).toBe(`${sinkUrl}/custom/`);
  });

  it("a signal without an endpoint is a misconfiguration: found when the exporter is created", () => {
    const path = { pipeline: "logs", signal: "logs", loops: [], pushed: true, exporters: [] } as const;
    const only = { endpoint: undefined, traces_endpoint: sinkUrl };
    expect(() => setScene([ok], only, { paths: [path] })).toThrow("neither endpoint nor logs_endpoint is set");
    expect(() => setScene([ok], only, { paths: [{ ...path, pipeline: "traces", signal: "traces" }] })).not.toThrow();
  });
});
