import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  PortkeySimulator,
  portkeyObjects,
  portkeyPlatform,
  serve,
  type PortkeyOptions,
  type TrueGroup,
  type TrueRecord,
  type TrueValue,
} from "../src/index.ts";
import { hour, minute, noon, rangeOf } from "./ask.ts";

async function start(options: Partial<PortkeyOptions> = {}) {
  const simulator = new PortkeySimulator({ seed: 3, now: () => noon, ...options });
  const server = await serve(portkeyPlatform(simulator), 0);
  onTestFinished(() => server.close());
  const graph = (name: string): string =>
    `${server.endpoint}/v1/analytics/graphs/${name}?${new URLSearchParams(rangeOf(noon - hour / 2, noon)).toString()}`;
  const command = (name: string, argument?: unknown): Promise<Response> =>
    fetch(`${server.endpoint}/_sim/${name}`, {
      method: "POST",
      ...(argument === undefined ? {} : { body: typeof argument === "string" ? argument : JSON.stringify(argument) }),
    });
  return { simulator, endpoint: server.endpoint, graph, command };
}

describe("a served simulator", () => {
  it("answers as the one in this process does, on loopback", async () => {
    const { endpoint, graph } = await start({ apiKey: "pk" });
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(graph("cost"), { headers: { "x-portkey-api-key": "pk" } });
    const twin = new PortkeySimulator({ seed: 3, now: () => noon });
    const expected = twin.handle({ method: "GET", url: graph("cost"), headers: { "user-agent": "x" } });
    expect([
      answer.status,
      answer.headers.get("content-type"),
      answer.headers.get("date"),
      await answer.text(),
    ]).toEqual([200, "application/json", "Tue, 03 Feb 2026 12:00:00 GMT", expected.body]);
    expect((await fetch(graph("cost"))).status).toBe(401);
  });

  it("tells the truth, takes faults and revisions, and counts requests", async () => {
    const { graph, command } = await start();
    const truth = (await (await command("truth", { from: noon - minute, to: noon })).json()) as readonly TrueValue[];
    const requests = truth.find(({ metric }) => metric === "requests")!;
    expect(requests.bucketEnd).toBe(noon);
    expect(await (await command("revise", { minuteStart: noon - minute, visibleAt: noon })).json()).toBe(true);
    const revised = (await (await command("truth", { from: noon - minute, to: noon })).json()) as readonly TrueValue[];
    expect(revised.find(({ metric }) => metric === "requests")!.value).toBe(requests.value + 1);
    await command("fault", { kind: "throttled", from: noon, to: noon + 1, target: "graphs/cost" });
    expect([(await fetch(graph("cost"))).status, (await fetch(graph("tokens"))).status]).toEqual([429, 200]);
    expect(await (await command("requests")).json()).toBe(2);
  });

  it("tells the truth of some keys", async () => {
    const { command } = await start({ workspaces: { production: ["a", "b"] } });
    const requestsOf = async (apiKeyIds?: readonly string[]): Promise<number> => {
      const answer = await command("truth", { from: noon - minute, to: noon, apiKeyIds });
      return ((await answer.json()) as readonly TrueValue[]).find(({ metric }) => metric === "requests")!.value;
    };
    expect((await requestsOf(["a"])) + (await requestsOf(["b"]))).toBe(await requestsOf());
  });

  it.each([
    ["explode", {}, 'unknown command "explode"; known are truth, fault, revise, requests'],
    ["constructor", {}, 'unknown command "constructor"; known are truth, fault, revise, requests'],
    ["truth", undefined, "truth takes a JSON object, found nothing"],
    ["truth", [1], "truth takes a JSON object, found [1]"],
    ["truth", { from: 1 }, "truth: to must be milliseconds since 1970 UTC, found nothing"],
    ["truth", { from: 1, to: 2, apiKeyIds: "a" }, 'truth: apiKeyIds must be a list of texts, found "a"'],
    ["fault", { kind: "fire", from: 1, to: 2 }, "fault: kind must be one of unauthorized"],
    ["fault", { kind: "cut", from: 1, to: 2, target: 3 }, "fault: target must be a text, found 3"],
    [
      "revise",
      { minuteStart: "noon", visibleAt: 1 },
      'revise: minuteStart must be milliseconds since 1970 UTC, found "noon"',
    ],
    ["truth", "{", "JSON"],
  ])("%s %j: 400, saying what is wrong", async (name, argument, message) => {
    const { command } = await start();
    const answer = await command(name, argument);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
  });

  it("breaks the connection in the middle of a body that is cut, and goes on", async () => {
    const { graph, command } = await start();
    await command("fault", { kind: "cut", from: noon, to: noon + 1, target: "graphs/cost" });
    await expect(fetch(graph("cost")).then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(graph("tokens"))).status).toBe(200);
  });

  it("a slow answer comes late", async () => {
    const { graph, command } = await start({ slowMs: 60 });
    await command("fault", { kind: "slow", from: noon, to: noon + 1 });
    const began = performance.now();
    expect((await fetch(graph("cost"))).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(59);
  });

  it("survives clients that leave, send too much, or ask for what is no target", async () => {
    const { endpoint, graph } = await start();
    const port = Number(new URL(endpoint).port);
    const say = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1", () =>
          socket.write(text, () => setTimeout(() => socket.destroy(), 5)),
        );
        socket.once("close", () => resolve());
        socket.once("error", () => undefined);
      });
    await say("POST /v1/x HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf");
    await say("GET http://[ HTTP/1.1\r\nhost: a\r\n\r\n");
    await fetch(`${endpoint}/v1/x`, { method: "POST", body: new Uint8Array(3_000_000) }).catch(() => undefined);
    expect((await fetch(graph("cost"))).status).toBe(200);
  });
});

describe("a served export", () => {
  /** The API and the host of the objects, each on a port of its own, and an export that is complete. */
  async function startBoth() {
    let origin = "";
    const pace = { queueMs: 0, msPerThousandRows: 0 };
    const { simulator, endpoint, command } = await start({ exports: { ...pace, origin: () => origin } });
    const objects = await serve(portkeyObjects(simulator), 0);
    onTestFinished(() => objects.close());
    origin = objects.endpoint;
    const call = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${endpoint}/v1/logs/exports${path}`, { method, ...sent });
      return (await answer.json()) as Record<string, string>;
    };
    const window = { from: noon - 2 * hour, to: noon - hour };
    const { id } = await call("POST", "", {
      workspace_id: await (await command("workspace_id", { slug: "production" })).json(),
      filters: rangeOf(window.from, window.to),
      requested_data: ["id"],
    });
    await call("POST", `/${id}/start`);
    const { signed_url: link } = await call("GET", `/${id}/download`);
    return { link: link!, origin, endpoint, command, window };
  }

  it("is read from another origin, in whole and in parts, and holds the true records", async () => {
    const { link, origin, endpoint, command, window } = await startBoth();
    expect(new URL(link).origin).toBe(origin);
    expect(origin).not.toBe(endpoint);
    const compressed = await fetch(link);
    expect(compressed.headers.get("content-encoding")).toBe("gzip");
    const text = await compressed.text();
    const truth = (await (await command("log_truth", window)).json()) as readonly TrueRecord[];
    const ids = text
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly id: string }).id);
    expect(ids).toEqual(truth.map(({ id }) => id));
    const part = await fetch(link, { headers: { range: "bytes=1000-", "accept-encoding": "identity" } });
    const bytes = Buffer.from(await part.arrayBuffer());
    expect([part.status, bytes.equals(Buffer.from(text).subarray(1_000))]).toEqual([206, true]);
    expect(await (await command("object_requests")).json()).toEqual({ all: 2, withCredential: 0 });
    expect(await (await command("jobs")).json()).toMatchObject([{ status: "success", total: ids.length }]);
  });

  it("breaks in the middle of a body, and is read on from there", async () => {
    const { link, command } = await startBoth();
    const whole = Buffer.from(await (await fetch(link)).arrayBuffer());
    await command("fault", { kind: "cut", from: noon, to: noon + 1, target: "objects/" });
    const cut = await fetch(link, { headers: { "accept-encoding": "identity" } });
    const read: Uint8Array[] = [];
    await expect(
      (async () => {
        for await (const chunk of cut.body!) read.push(chunk);
      })(),
    ).rejects.toThrow();
    expect(Buffer.concat(read).equals(whole.subarray(0, Math.floor(whole.length / 2)))).toBe(true);
  });

  it("a lost answer never comes, though the job runs", async () => {
    const { endpoint, command } = await startBoth();
    await command("fault", { kind: "lost", from: noon, to: noon + 1, target: "#start" });
    await expect(fetch(`${endpoint}/v1/logs/exports/exp-1/start`, { method: "POST" })).rejects.toThrow();
  });

  it("tells the truth of a group, and what it needs to be asked", async () => {
    const { command, window } = await startBoth();
    const truth = (await (await command("group_truth", { ...window, group: "prompt" })).json()) as readonly TrueGroup[];
    expect(truth.map(({ value }) => value)).toEqual(["pp-summary-40e", "pp-translate-b7a", "pp-triage-9c1"]);
    const refused = await command("group_truth", { ...window, group: "moods" });
    expect([refused.status, await refused.text()]).toEqual([400, 'there is no group "moods"']);
  });
});
