import { describe, expect, it, onTestFinished } from "vitest";
import { langSmithPlatform, LangSmithSimulator, serve, type TrueRun } from "../src/index.ts";
import { hour, minute, noon, type Row } from "./ask-langsmith.ts";

async function start() {
  const simulator = new LangSmithSimulator({ seed: 3, now: () => noon });
  const server = await serve(langSmithPlatform(simulator), 0);
  onTestFinished(() => server.close());
  const headers = { "user-agent": "test", "x-api-key": "k", "content-type": "application/json" };
  const command = (name: string, argument?: unknown): Promise<Response> =>
    fetch(`${server.endpoint}/_sim/${name}`, {
      method: "POST",
      ...(argument === undefined ? {} : { body: JSON.stringify(argument) }),
    });
  return { simulator, endpoint: server.endpoint, headers, command };
}

describe("a served simulator", () => {
  it("answers as the one in this process does", async () => {
    const { endpoint, headers } = await start();
    const projects = (await (await fetch(`${endpoint}/api/v1/sessions`, { headers })).json()) as readonly Row[];
    const body = JSON.stringify({ session: [projects.at(-1)!["id"]], limit: 5 });
    const answer = await fetch(`${endpoint}/api/v1/runs/query`, { method: "POST", headers, body });
    const twin = new LangSmithSimulator({ seed: 3, now: () => noon });
    const request = { method: "POST", url: "/api/v1/runs/query", headers, body: new TextEncoder().encode(body) };
    expect([answer.status, await answer.text()]).toEqual([200, twin.handle(request).body]);
  });

  it("tells the truth by loop, takes faults and late traces, and counts requests", async () => {
    const { endpoint, headers, command, simulator } = await start();
    const [{ id }] = (await (await command("projects", { at: noon })).json()) as [{ readonly id: string }];
    const runs = async (): Promise<readonly TrueRun[]> => {
      const query = { loop: "runs", from: noon - hour, to: noon, seenAt: noon, projects: [id] };
      return (await (await command("truth", query)).json()) as readonly TrueRun[];
    };
    const before = (await runs()).length;
    expect(before).toBeGreaterThan(10);
    expect(await (await command("late", { project: id, startsAt: noon - hour, visibleAt: noon })).json()).toBe(true);
    expect((await runs()).length).toBeGreaterThan(before);
    const usage = (await (
      await command("truth", { loop: "usage", from: noon - hour, to: noon })
    ).json()) as readonly object[];
    expect(usage).toEqual(simulator.truth({ from: noon - hour, to: noon }).usage());
    await command("fault", { kind: "not_found", from: noon, to: noon + minute });
    expect((await fetch(`${endpoint}/api/v1/sessions`, { headers })).status).toBe(404);
    expect(await (await command("requests")).json()).toBe(1);
  });

  it.each([
    ["explode", {}, 'unknown command "explode"; known are truth, fault, late, projects, requests'],
    ["truth", { from: 1, to: 2 }, "truth: loop must be one of sessions, runs, usage, found nothing"],
    ["truth", { from: 1, to: 2, loop: "runs", seenAt: "now" }, "truth: seenAt must be milliseconds since 1970 UTC"],
    ["fault", { kind: "coarse", from: 1, to: 2 }, "fault: kind must be one of bad_request"],
    ["late", { startsAt: 1, visibleAt: 2 }, "there is no project"],
  ])("%s %j: 400, saying what is wrong", async (name, argument, message) => {
    const answer = await (await start()).command(name, argument);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(message)]);
  });
});
