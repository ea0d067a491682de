import type { CollectorError } from "@genai-collector/component";
import { logsFromRanges, merge, type Logs } from "@genai-collector/pdata";
import { createSettings, Recorded } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bodiesOf, coverage, failure, logsOf, never, ScriptedSender, setWorld } from "../test/scripted-sender.ts";
import { FailureLog } from "./failure-log.ts";
import { MalformedRangesSender } from "./malformed-ranges-sender.ts";
import { malformedCode, refusedCode, rejectedItemsCode } from "./sender.ts";

const unread = failure(malformedCode, "malformed");
const client = (address: string) => ({ address, metadata: new Map() });
/** One record whose text is longer than the record; its lengths add up down to it. */
const broken = (address?: string): Logs => {
  const bytes = Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]);
  return logsFromRanges([address === undefined ? { bytes } : { bytes, client: client(address) }]);
};

async function play(payload: Logs, script: readonly unknown[], more: { readonly coverage?: typeof coverage } = {}) {
  const { runtime } = setWorld();
  const recorded = new Recorded();
  const { logger, suspicion } = createSettings("x", runtime, { recorded });
  const transport = new ScriptedSender(script);
  const error = await new MalformedRangesSender(transport, new FailureLog(logger, runtime.clock), suspicion)
    .send({ payload, giveUpAt: Infinity, ...more }, never)
    .then(
      () => undefined,
      (reason: unknown) => reason as CollectorError,
    );
  const clients = recorded.logs.map(({ data }) => data["clients"]);
  return { error, transport, clients, isSuspicious: suspicion.isRaised };
}

describe("MalformedRangesSender", () => {
  it.each([
    ["cannot be read", unread],
    ["is refused for an unknown reason", failure(refusedCode, "misconfigured")],
  ])("%s: leaves the guilty ranges out, counts their items, and sends the rest again", async (_what, answer) => {
    const payload = merge([logsOf(["a"]), broken("10.0.0.6:1"), logsOf(["b"]), broken("10.0.0.7:1"), broken()]);
    const { error, transport, clients, isSuspicious } = await play(payload, [answer, undefined]);
    expect(isSuspicious).toBe(true);
    expect(bodiesOf(transport.requests[1]!)).toEqual(["a", "b"]);
    expect(error).toMatchObject({
      code: rejectedItemsCode,
      kind: "gap",
      rejected: [{ items: 3, reason: "malformed" }],
    });
    expect(clients).toEqual([["10.0.0.6:1", "10.0.0.7:1", "unknown"]]);
  });

  it("names at most ten clients", async () => {
    const many = Array.from({ length: 30 }, (_, i) => broken(`10.0.0.${i}:1`));
    const { clients, error } = await play(merge(many), [unread]);
    expect(clients[0]).toHaveLength(10);
    expect(error!.rejected).toEqual([{ items: 30, reason: "malformed" }]);
  });

  it("combines with what becomes of the rest", async () => {
    const down = failure("DOWN", "retryable", 5_000);
    const { error } = await play(merge([logsOf(["a"]), broken()]), [unread, down]);
    expect(error).toMatchObject({ code: "DOWN", kind: "retryable", retryAfterMs: 5_000, rejected: [{ items: 1 }] });
  });

  it.each([
    ["sound ranges: the sink is wrong, or reads something else", logsOf(["a"], ["b"]), unread, {}],
    ["sound ranges that are refused", logsOf(["a"], ["b"]), failure(refusedCode, "misconfigured"), {}],
    ["polled data: its bytes are our own", merge([logsOf(["a"]), broken()]), unread, { coverage }],
    ["other errors", merge([logsOf(["a"]), broken()]), failure("X", "gap"), {}],
    ["bugs", merge([logsOf(["a"]), broken()]), new TypeError("x"), {}],
  ])("drops nothing of %s", async (_what, payload, answer, more) => {
    const { error, transport, clients, isSuspicious } = await play(payload, [answer, undefined], more);
    expect(isSuspicious).toBe(false);
    expect(error).toBe(answer);
    expect(transport.requests).toHaveLength(1);
    expect(clients).toEqual([]);
  });
});
