import { CollectorError } from "@genai-collector/component";
import { createSettings, Recorded } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { failure, setWorld } from "../test/scripted-sender.ts";
import { FailureLog } from "./failure-log.ts";

function setUp() {
  const { world, runtime } = setWorld();
  const recorded = new Recorded();
  const log = new FailureLog(createSettings("x", runtime, { recorded }).logger, runtime.clock);
  /** What was told above `debug`, and forgets it. */
  const told = () =>
    recorded.logs
      .splice(0)
      .flatMap(({ level, message, data }) => (level === "debug" ? [] : [[level, message, data] as const]));
  return { world, recorded, log, told };
}

const down = failure("EXPORT_UNAVAILABLE", "retryable");
const gap = new CollectorError("EXPORT_PARTIAL", "x", { kind: "gap", rejected: [{ items: 3, reason: "too_old" }] });

describe("an outage", () => {
  it("is told when it begins, once a minute while it goes on with how often it came, and when it is over", async () => {
    const { world, log, told } = setUp();
    for (let second = 0; second < 150; second++) {
      log.failed(down, { rejected: 10 });
      await world.advance(1_000);
    }
    const message = "Exporting failed. Rejecting data.";
    expect(told()).toEqual([
      ["error", message, { err: down, rejected_items: 10 }],
      ["error", message, { err: down, rejected_items: 10, untold: 59 }],
      ["error", message, { err: down, rejected_items: 10, untold: 59 }],
    ]);
    log.worked();
    log.worked();
    expect(told()).toEqual([["info", "Exporting works again", { failures: 150 }]]);
  });

  it("that begins anew is told anew", () => {
    const { log, told } = setUp();
    for (let i = 0; i < 2; i++) {
      log.failed(down, { rejected: 1 });
      log.failed(down, { rejected: 1 });
      log.worked();
    }
    expect(told().map(([level]) => level)).toEqual(["error", "info", "error", "info"]);
  });

  it("is told by what it is: another failure is not hidden behind it", () => {
    const { log, told } = setUp();
    for (const error of [down, failure("EXPORT_UNAUTHORIZED", "misconfigured"), new TypeError("x"), down])
      log.failed(error, { rejected: 1 });
    expect(told().map(([, , { err }]) => (err as { code?: string }).code)).toEqual([
      "EXPORT_UNAVAILABLE",
      "EXPORT_UNAUTHORIZED",
      undefined,
    ]);
  });

  it("leaves each failure in the debug log", () => {
    const { log, recorded } = setUp();
    for (let i = 0; i < 4; i++) log.failed(down, { rejected: 1 });
    expect(recorded.logs.map(({ level }) => level)).toEqual(["error", "debug", "debug", "debug"]);
  });
});

describe("a retry", () => {
  it("is a warning with the wait, as in otelcol, once until the sink works again", () => {
    const { log, told } = setUp();
    log.willRetry(down, 7_500.4);
    log.willRetry(down, 9_000);
    expect(told()).toEqual([
      ["warn", "Exporting failed. Will retry the request after interval.", { err: down, interval: "7500ms" }],
    ]);
    log.worked();
    expect(told()).toEqual([["info", "Exporting works again", { failures: 2 }]]);
  });
});

describe("a gap", () => {
  it("is a warning with how many items are lost, and ends no outage of its own", async () => {
    const { world, log, told } = setUp();
    log.failed(gap, { rejected: 10 });
    log.worked();
    log.failed(gap, { rejected: 10 });
    await world.advance(60_000);
    log.failed(new CollectorError("EXPORT_PARTIAL", "x", { kind: "gap" }), { rejected: 10 });
    expect(told().map(([level, , { dropped_items, untold }]) => [level, dropped_items, untold])).toEqual([
      ["warn", 3, undefined],
      ["warn", 10, 1],
    ]);
  });

  it("shows that the sink is there: an outage is over", () => {
    const { log, told } = setUp();
    log.failed(down, { rejected: 1 });
    log.failed(gap, { rejected: 10 });
    expect(told().map(([level]) => level)).toEqual(["error", "info", "warn"]);
  });
});

describe("work that was given up", () => {
  it("is no failure", () => {
    const { log, recorded } = setUp();
    log.failed(failure("EXPORT_ABORTED", "retryable"), { rejected: 1 });
    log.worked();
    expect(recorded.logs).toEqual([]);
  });
});

describe("broken bytes", () => {
  it("are told with who sent them", () => {
    const { log, told } = setUp();
    log.malformed(4, ["10.0.0.1:5"]);
    expect(told()[0]).toMatchObject(
      ["error", /no OTLP/, { dropped_items: 4, clients: ["10.0.0.1:5"] }].map((each) =>
        each instanceof RegExp ? expect.stringMatching(each) : each,
      ),
    );
  });
});
