import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { askLedger } from "./ask-ledger.ts";

const ledger = { at: 0, isBalanced: true, pipelines: [], accounts: [], lanes: [] };

async function ask(endpoint: string, answer?: { readonly status: number; readonly body?: Uint8Array[] }) {
  const world = new World();
  const asked: string[] = [];
  if (answer !== undefined) {
    world.route("http://localhost:55679", ({ url, headers }) => {
      asked.push(`${url} ${headers["accept"]} ${headers["host"]}`);
      return answer;
    });
  }
  const runtime = new VirtualRuntime(world);
  const outcome = await world.until(askLedger(endpoint, runtime).catch((error: unknown) => error as Error));
  expect(runtime.leaks()).toEqual([]);
  return { outcome, asked };
}

const body = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];

describe("askLedger", () => {
  it.each(["http://localhost:55679", "localhost:55679", "http://localhost:55679/"])("asks %s", async (endpoint) => {
    const { outcome, asked } = await ask(endpoint, { status: 200, body: body(JSON.stringify(ledger)) });
    expect(outcome).toEqual(ledger);
    expect(asked).toEqual(["http://localhost:55679/debug/ledger?format=json application/json localhost:55679"]);
  });

  it("says plainly when nothing answers", async () => {
    const { outcome } = await ask("http://localhost:55679");
    expect(outcome).toMatchObject({ code: "LEDGER_UNREACHABLE" });
    expect((outcome as Error).message).toMatch(
      /nothing answers at http:\/\/localhost:55679: is a collector running there/,
    );
  });

  it.each([
    [{ status: 404 }, /answered HTTP 404/],
    [{ status: 200, body: body("<html>") }, /something that is no JSON/],
    [{ status: 200, body: body("[]") }, /answered no ledger/],
  ])("says so when something else answers: %o", async (answer, message) => {
    const { outcome } = await ask("http://localhost:55679", answer);
    expect((outcome as Error).message).toMatch(message);
  });

  it.each(["ftp://x", "http://", "::"])("refuses %s", async (endpoint) => {
    expect((await ask(endpoint)).outcome).toMatchObject({ code: "LEDGER_ENDPOINT" });
  });
});
