import { VirtualRuntime, World, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { askLedger } from "./ask-ledger.ts";

const ledger = { at: 0, isBalanced: true, pipelines: [], accounts: [], lanes: [] };

async function ask(endpoint: string, answer?: Answer) {
  const world = new World();
  const asked: string[] = [];
  const authorized: (string | undefined)[] = [];
  if (answer !== undefined) {
    world.route("http://localhost:55679", ({ url, headers }) => {
      asked.push(`${url} ${headers["accept"]} ${headers["host"]}`);
      authorized.push(headers["authorization"]);
      return answer;
    });
  }
  const runtime = new VirtualRuntime(world);
  const outcome = await world.until(askLedger(endpoint, runtime).catch((error: unknown) => error as Error));
  expect(runtime.leaks()).toEqual([]);
  return { outcome, asked, authorized };
}

const body = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(8 * 1024 * 1024);
}

describe("askLedger", () => {
  it.each(["http://localhost:55679", "localhost:55679", "http://localhost:55679/"])("asks %s", async (endpoint) => {
    const { outcome, asked } = await ask(endpoint, { status: 200, body: body(JSON.stringify(ledger)) });
    expect(outcome).toEqual(ledger);
    expect(asked).toEqual(["http://localhost:55679/debug/ledger?format=json application/json localhost:55679"]);
  });

  it("says plainly when nothing answers", async () => {
    const { outcome } = await ask("http://localhost:55679");
    expect(outcome).toMatchObject({ code: "LEDGER_UNREACHABLE" });
    expect((outcome as Error).message).toMatch(/^nothing answers at http:\/\/localhost:55679\. .* zpages:\n/);
    expect((outcome as Error).message).toMatch(/service: \{ extensions: \[zpages\] \}\n.*--endpoint$/);
  });

  it.each([
    [{ status: 403 }, /answered HTTP 403: add localhost to extensions::zpages::allow_hosts/],
    [{ status: 404 }, /answered HTTP 404: .*zpages::endpoint$/],
    [{ status: 200, body: body("<html>") }, /something that is no JSON/],
    [{ status: 200, body: body("[]") }, /answered no ledger/],
    [{ status: 200, body: body("null") }, /answered no ledger/],
    [{ status: 200, body: body('{"isBalanced":true,"pipelines":5}') }, /answered no ledger/],
    [{ status: 200, body: body(JSON.stringify({ ...ledger, isBalanced: "yes" })) }, /answered no ledger/],
    [{ status: 200, body: body(JSON.stringify({ ...ledger, at: 1e99 })) }, /answered no ledger/],
    [{ status: 200, body: endless() }, /answered more than 64 MiB/],
    [{ status: 302, headers: { location: "/login" } }, /answered HTTP 302/],
  ])("says so when something else answers: %o", async (answer, message) => {
    const { outcome } = await ask("http://localhost:55679", answer);
    expect(outcome).toMatchObject({ code: "LEDGER_ANSWER" });
    expect((outcome as Error).message).toMatch(message);
  });

  it.each([
    [401, /HTTP 401: something in front of it asks who you are.*http:\/\/USER:PASSWORD@/],
    [407, /HTTP 407: something in front of it asks who you are/],
  ])("says what to do about HTTP %i", async (status, message) => {
    const { outcome } = await ask("http://localhost:55679", { status });
    expect(outcome).toMatchObject({ code: "LEDGER_ANSWER" });
    expect((outcome as Error).message).toMatch(message);
  });

  it("names itself as the endpoint says, and tells nobody else", async () => {
    const endpoint = "http://me:p%40ss@localhost:55679";
    const { outcome, authorized, asked } = await ask(endpoint, { status: 401 });
    expect(authorized).toEqual([`Basic ${Buffer.from("me:p@ss").toString("base64")}`]);
    expect(asked).toEqual(["http://localhost:55679/debug/ledger?format=json application/json localhost:55679"]);
    expect((outcome as Error).message).not.toMatch(/p%40ss|p@ss/);
    for (const broken of ["ftp://me:p%40ss@localhost", "http://me:p%40ss@", "http://me:p%40ss@nowhere.example"])
      expect(((await ask(broken)).outcome as Error).message).not.toContain("p%40ss");
  });

  it.each([
    ["breaks off", { body: body(JSON.stringify(ledger)), cutAfterBytes: 5 }],
    ["does not come", { delayMs: 3_600_000 }],
  ])("says so when the answer %s", async (_, answer) => {
    const { outcome } = await ask("http://localhost:55679", answer);
    expect(outcome).toMatchObject({ code: "LEDGER_UNREACHABLE", message: expect.stringContaining("localhost:55679") });
  });

  it.each(["ftp://x", "http://", "::"])("refuses %s", async (endpoint) => {
    expect((await ask(endpoint)).outcome).toMatchObject({ code: "LEDGER_ENDPOINT" });
  });
});
