import { runReceiver } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { acmeReceiverFactory } from "@acme/genai-receiver-acme";
import { expect, it } from "vitest";

const minute = 60_000;
const config = { api_key: "key" };

/** Acme's API: a minute's requests grow for three minutes, and an event happens at the half of each minute. */
function acme(url: URL, now: number): unknown {
  const from = Number(url.searchParams.get("from"));
  const to = Math.min(Number(url.searchParams.get("to")), now);
  const starts: number[] = [];
  for (let start = Math.ceil(from / minute) * minute; start < to; start += minute) starts.push(start);
  if (url.pathname === "/usage") {
    const requestsOf = (start: number): number => Math.min(3, Math.floor((now - start) / minute)) * 10;
    return starts.map((start) => ({
      minute: new Date(start).toISOString(),
      model: "example-1",
      requests: requestsOf(start),
    }));
  }
  const all = starts.map((start) => ({ id: `event-${start / minute}`, at: start + minute / 2 }));
  const begin = Number(url.searchParams.get("cursor") ?? 0);
  const end = begin + 4;
  return { items: all.slice(begin, end), ...(end < all.length ? { next: String(end) } : {}) };
}

describeReceiver(acmeReceiverFactory, { config, poll: { vendor: acme } });

it("counts each minute's requests by model, once they are complete", async () => {
  const run = await runReceiver(acmeReceiverFactory, { config, vendor: acme, settleMs: 3 * minute });
  await run.advance(10 * minute);
  expect(run.points.length).toBeGreaterThan(50);
  for (const { name, labels, value, at } of run.points) {
    expect({ name, labels, value, isWhole: at % minute === 0 }).toEqual({
      name: "acme_requests",
      labels: { model: "example-1" },
      value: 30,
      isWhole: true,
    });
  }
  await run.stop();
});

it("delivers every event of every page once", async () => {
  const run = await runReceiver(acmeReceiverFactory, { config, vendor: acme });
  await run.advance(10 * minute);
  const ids = run.records.map(({ attributes }) => attributes?.[0]?.value?.stringValue);
  expect(ids.length).toBeGreaterThan(40);
  expect(new Set(ids).size).toBe(ids.length);
  await run.stop();
});

it("sends its key as a bearer token", async () => {
  const keys = new Set<string | undefined>();
  const run = await runReceiver(acmeReceiverFactory, {
    config,
    vendor: (url, now, request) => {
      keys.add(request.headers["authorization"]);
      return acme(url, now);
    },
  });
  await run.advance(minute);
  expect([...keys]).toEqual(["Bearer key"]);
  await run.stop();
});
