import { expect, it } from "vitest";
import { json, type SimulatorRequest } from "./http.ts";
import { RequestLog, type AnsweredRequest } from "./request-log.ts";
import type { Platform } from "./server.ts";

/** Its clock moves on each time it is read. */
function opened(): { readonly platform: Platform; readonly log: RequestLog } {
  let time = 100;
  const log = new RequestLog(() => time++);
  const platform: Platform = {
    handle: ({ url }) => {
      if (url === "/broken") throw new Error("broken");
      return json(url === "/none" ? 404 : 200, [log.now(), log.now()]);
    },
    command: (name) => name,
  };
  return { platform: log.recording(platform), log };
}

const ask = (url: string, body = ""): SimulatorRequest => ({
  method: "POST",
  url,
  headers: {},
  body: new TextEncoder().encode(body),
});

it("tells each request with the moment of its answer, at which the platform's clock stands still", () => {
  const { platform } = opened();
  expect(platform.handle(ask("/one?a=1", "x")).body).toBe("[100,100]");
  expect(platform.handle(ask("/none")).status).toBe(404);
  const asked = platform.command("asked", {}) as readonly AnsweredRequest[];
  expect(asked).toEqual([
    { at: 100, method: "POST", url: "/one?a=1", body: "x", status: 200 },
    { at: 101, method: "POST", url: "/none", body: "", status: 404 },
  ]);
  expect(platform.command("asked", { target: "a=1", from: 100 })).toEqual([asked[0]]);
  expect(platform.command("asked", { from: 101 })).toEqual([asked[1]]);
  expect(platform.command("truth", {})).toBe("truth");
});

it("lets the clock go on when a platform breaks", () => {
  const { platform, log } = opened();
  expect(() => platform.handle(ask("/broken"))).toThrow("broken");
  expect([log.now(), log.now()]).toEqual([101, 102]);
});

it("says what is wrong with a question", () => {
  expect(() => opened().platform.command("asked", { target: 1 })).toThrow("asked: target must be a text, found 1");
});

it("keeps the last 100,000", () => {
  const { platform } = opened();
  for (let number = 0; number < 225_000; number++) platform.handle(ask(`/${number}`));
  const asked = platform.command("asked", {}) as readonly AnsweredRequest[];
  expect([asked.length, asked[0]!.url, asked.at(-1)!.url]).toEqual([100_000, "/125000", "/224999"]);
});
