import { generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { requestOf } from "./grpc-scene.ts";
import { OtlpScene } from "./otlp-scene.ts";

const traces = requestOf(generateTraces());
const cors = { allowed_origins: ["https://*.example.com"], max_age: 60 };
const page = { origin: "https://app.example.com" };
const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "content-type" };

describe("69. CORS", () => {
  it("answers a preflight on any path with 204, before authentication, and counts no refusal", async () => {
    const scene = await OtlpScene.started({ http: { cors } });
    for (const path of ["/v1/traces", "/nowhere"]) {
      const answer = await scene.post(path, [], { ...page, ...preflight }, { method: "OPTIONS" });
      expect([answer.status, answer.text]).toEqual([204, ""]);
      expect(answer.headers).toMatchObject({
        "access-control-allow-origin": "https://app.example.com",
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "60",
      });
    }
    expect([...scene.recorded.counts]).toEqual([]);
  });

  it("tells another origin nothing, and takes its data: who sends from no browser is not asked", async () => {
    const scene = await OtlpScene.started({ http: { cors } });
    const evil = { origin: "https://evil.net" };
    const told = await scene.post("/v1/traces", [], { ...evil, ...preflight }, { method: "OPTIONS" });
    expect(Object.keys(told.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    const answer = await scene.post("/v1/traces", traces, evil);
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
  });

  it("stands on answers of any kind, errors too", async () => {
    const scene = await OtlpScene.started({ http: { cors, response_headers: { "X-Served-By": "us" } } });
    for (const [path, status] of [
      ["/v1/traces", 200],
      ["/nowhere", 404],
    ] as const) {
      const answer = await scene.post(path, traces, page);
      expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([status, page.origin]);
      expect(answer.headers).toMatchObject({ vary: "Origin", "x-served-by": "us" });
    }
  });

  it("is off without origins: a warning where headers are allowed all the same", async () => {
    const scene = await OtlpScene.started({ http: { cors: { allowed_headers: ["X-Tenant"] } } });
    expect(scene.recorded.logs).toContainEqual(
      expect.objectContaining({
        level: "warn",
        message: "The CORS configuration specifies allowed headers but no allowed origins, and is therefore ignored.",
      }),
    );
    expect((await scene.post("/v1/traces", [], { ...page, ...preflight }, { method: "OPTIONS" })).status).toBe(405);
    const quiet = await OtlpScene.started({ http: { cors: null } });
    expect(quiet.recorded.logs.filter(({ level }) => level === "warn")).toEqual([]);
  });
});

describe("response_headers", () => {
  it("stand on every answer; what the answer says itself wins", async () => {
    const http = { response_headers: { "X-Served-By": "us", "Content-Type": "text/evil" } };
    const scene = await OtlpScene.started({ http });
    for (const [path, status, type] of [
      ["/v1/traces", 200, "application/x-protobuf"],
      ["/nowhere", 404, "text/plain; charset=utf-8"],
    ] as const) {
      const answer = await scene.post(path, traces);
      expect([answer.status, answer.headers["content-type"], answer.headers["x-served-by"]]).toEqual([
        status,
        type,
        "us",
      ]);
    }
    const broken = await scene.post("/v1/traces", traces.subarray(1));
    expect([broken.status, broken.headers["x-served-by"]]).toEqual([400, "us"]);
  });
});
