// The exporter over real sockets of loopback, with real time: what the virtual network cannot show.
import { isCollectorError } from "@genai-collector/component";
import { parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateTraces } from "@genai-collector/testkit";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { context, exporterFor, sink } from "./real-exporter.ts";

describe("over real sockets", () => {
  it("delivers what it was given, survives a busy sink and a broken connection, and repeats the same bytes", async () => {
    const bodies: Buffer[] = [];
    const headers: IncomingMessage["headers"][] = [];
    const endpoint = await sink((body, request, response) => {
      headers.push(request.headers);
      switch (bodies.push(body)) {
        case 1:
          return void response.writeHead(503, { "retry-after": "0" }).end("busy");
        case 2:
          return void request.socket.destroy();
        default:
          return void response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      }
    });
    const { exporter, recorded } = await exporterFor(endpoint, { headers: { Authorization: "Bearer t" } });
    const payload = generateTraces({ resources: 3, items: 200 });
    const expected = Buffer.concat(payload.encoded().map(({ bytes }) => bytes));
    await exporter.traces!.consume(payload, context());
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(gunzipSync(bodies[0]!)).toEqual(expected);
    expect(parseRequest("traces", gunzipSync(bodies[0]!), { validate: "full" }).items).toBe(600);
    expect(headers[2]).toMatchObject({
      authorization: "Bearer t",
      "content-encoding": "gzip",
      "content-type": "application/x-protobuf",
      "content-length": String(bodies[0]!.length),
      "user-agent": "genai-collector-otlp-http-exporter",
    });
    const outcomes = ["2xx", "5xx", "none"].map((outcome) => recorded.count(`otlp_http.requests{outcome=${outcome}}`));
    expect(outcomes).toEqual([1, 1, 1]);
  });

  it("several ranges without compression are one body of known length", async () => {
    const lengths: (string | undefined)[] = [];
    const endpoint = await sink((body, request, response) => {
      lengths.push(request.headers["content-length"], String(body.length));
      response.end();
    });
    const { exporter } = await exporterFor(endpoint, { compression: "none" });
    const payload = generateLogs({ resources: 5 });
    const { bytes } = payload;
    await exporter.logs!.consume(payload, context());
    expect(lengths).toEqual([String(bytes), String(bytes)]);
  });

  it("tells a connection that nobody accepts as retryable, without quoting headers", async () => {
    const endpoint = await sink(() => undefined);
    const closed = endpoint.replace(/:\d+$/, ":1"); // a port that nobody listens on
    const config = { headers: { Authorization: "Bearer s3cret" }, retry_on_failure: { enabled: false } };
    const { exporter } = await exporterFor(closed, config);
    const error: unknown = await exporter.logs!.consume(generateLogs(), context()).catch((reason: unknown) => reason);
    expect(isCollectorError(error) && [error.code, error.kind]).toEqual(["HTTP_UNREACHABLE", "retryable"]);
    expect(String(error)).toMatch(/cannot reach http:\/\/localhost:1\/v1\/logs: ECONNREFUSED/);
    expect(String(error)).not.toContain("s3cret");
  });

  it("a silent sink costs the timeout, a sender that leaves costs nothing, and both close the connection", async () => {
    const arrivals: Promise<unknown>[] = [];
    let arrived = Promise.withResolvers<void>();
    const endpoint = await sink((_body, request) => {
      arrivals.push(once(request.socket, "close"));
      arrived.resolve();
    });
    const { exporter: late } = await exporterFor(endpoint, { timeout: "500ms", retry_on_failure: { enabled: false } });
    await expect(late.logs!.consume(generateLogs(), context())).rejects.toMatchObject({ code: "EXPORT_TIMEOUT" });
    await Promise.all(arrivals);
    arrived = Promise.withResolvers<void>();
    const sender = new AbortController();
    const { exporter } = await exporterFor(endpoint);
    const outcome = exporter.logs!.consume(generateLogs(), context(sender.signal));
    const aborted = expect(outcome).rejects.toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    await arrived.promise;
    sender.abort(new Error("gone"));
    await aborted;
    await Promise.all(arrivals);
  });
});
