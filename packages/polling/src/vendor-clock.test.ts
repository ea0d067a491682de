import { describe, expect, it } from "vitest";
import { PollClock, VendorClock, vendorTimeAtSend } from "./vendor-clock.ts";

const noon = Date.UTC(2026, 0, 1, 12);
const second = 1_000;
const date = (ms: number): string => new Date(ms).toUTCString();

/** Our two clocks: `wall` may be set, the other one cannot. */
class Clocks {
  wall = noon;
  elapsed = 0;
  now = (): number => this.wall;
  monotonic = (): number => this.elapsed;
  pass(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }
}

/** Sends a request at the present, whose answer takes `tookMs` and carries `header`. */
function exchange(clocks: Clocks, poll: PollClock, tookMs: number, header: () => string | undefined): void {
  const sent = { sentAt: clocks.now(), sentMonotonic: clocks.monotonic() };
  poll.sent(sent.sentAt);
  clocks.pass(tookMs);
  poll.heard({ ...sent, receivedMonotonic: clocks.monotonic() }, header());
}

describe("the time at which a poll observed the vendor", () => {
  it.each([
    ["in step, answered at once", 20, 0, 0],
    ["in step, answered after 30 s: the first request counts, not the answer", 30 * second, 0, 0],
    ["3 min behind, answered at once", 0, -180 * second, -180 * second],
    ["3 min behind, answered after 30 s: the whole way is taken off", 30 * second, -180 * second, -180 * second],
    ["ahead of ours: ours counts", 20, 600 * second, 0],
    ["a second behind cannot be told from the way", 20, -1_000, 0],
  ])("%s", (_, tookMs, offset, expected) => {
    const clocks = new Clocks();
    const poll = new PollClock(new VendorClock(clocks));
    exchange(clocks, poll, tookMs, () => date(clocks.wall + offset));
    expect(poll.observedAt! - noon).toBeLessThanOrEqual(expected);
    expect(poll.observedAt! - noon).toBeGreaterThan(expected - 1_000);
  });

  it("an answer from a cache shows data as old as its date", () => {
    const clocks = new Clocks();
    const poll = new PollClock(new VendorClock(clocks));
    exchange(clocks, poll, 0, () => date(noon));
    exchange(clocks, poll, 0, () => date(noon - 300 * second));
    exchange(clocks, poll, 0, () => date(noon));
    expect(poll.observedAt).toBe(noon - 300 * second);
  });

  it("without a date, or with one that cannot be believed, ours counts", () => {
    for (const header of [undefined, "yesterday", date(0), date(noon - 25 * 3_600 * second)]) {
      const clocks = new Clocks();
      const poll = new PollClock(new VendorClock(clocks));
      exchange(clocks, poll, 20, () => header);
      expect(poll.observedAt).toBe(noon);
    }
    const sent = { sentAt: noon, sentMonotonic: 0, receivedMonotonic: 0 };
    expect(vendorTimeAtSend(sent, date(noon + 25 * 3_600 * second))).toBeUndefined();
  });

  it("is unknown where no request was sent", () => {
    expect(new PollClock(new VendorClock(new Clocks())).observedAt).toBeUndefined();
  });
});

describe("the vendor's clock", () => {
  it("is ours until an answer shows that it is behind, and then two seconds more", () => {
    const clocks = new Clocks();
    const vendor = new VendorClock(clocks);
    expect(vendor.now()).toBe(noon);
    exchange(clocks, new PollClock(vendor), 0, () => date(noon - 180 * second));
    clocks.pass(10 * second);
    expect(vendor.now()).toBe(noon - 172 * second);
    expect(vendor.behindMs).toBe(182 * second);
  });

  it("goes on when our wall clock jumps ahead", () => {
    const clocks = new Clocks();
    const vendor = new VendorClock(clocks);
    exchange(clocks, new PollClock(vendor), 0, () => date(noon));
    clocks.pass(60 * second);
    clocks.wall += 7_200 * second;
    expect(vendor.now()).toBe(noon + 60 * second);
  });

  it("is ours again when nothing was heard for ten minutes: a wrong answer cannot stop the polls that correct it", () => {
    const clocks = new Clocks();
    const vendor = new VendorClock(clocks);
    exchange(clocks, new PollClock(vendor), 0, () => date(noon - 20 * 3_600 * second));
    clocks.pass(600 * second);
    expect(vendor.now()).toBeLessThan(noon);
    clocks.pass(1);
    expect(vendor.now()).toBe(noon + 600 * second + 1);
  });
});
