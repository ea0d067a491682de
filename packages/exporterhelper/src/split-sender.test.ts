import type { CollectorError, ErrorKind } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bodiesOf,
  coverage,
  failure,
  logsOf,
  never,
  rejection,
  ScriptedSender,
  setWorld,
} from "../test/scripted-sender.ts";
import { malformedCode, refusedCode, rejectedItemsCode, tooLargeCode, type SendRequest } from "./sender.ts";
import { SplitSender } from "./split-sender.ts";

/** How long items that are to blame are looked for. */
const searchMs = 500;

type Script = ConstructorParameters<typeof ScriptedSender>[0];

async function play(
  script: Script,
  groups: readonly (readonly string[])[],
  { mayBisect = false, ...more }: Partial<SendRequest> & { readonly mayBisect?: boolean } = {},
) {
  const { given } = setWorld();
  const transport = new ScriptedSender(script);
  const sender = new SplitSender(transport, given.clock, searchMs, () => mayBisect);
  const request = { payload: logsOf(...groups), giveUpAt: Infinity, ...more };
  const error = await sender.send(request, never).then(
    () => undefined,
    (reason: unknown) => reason as CollectorError,
  );
  return { error, sent: transport.requests.map(bodiesOf), requests: transport.requests };
}

const tooLarge = ({ payload }: SendRequest): CollectorError => rejection(tooLargeCode, payload, "payload_too_large");
/** Groups of distinct bodies. */
const groupsOf = fc
  .array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 })
  .map((sizes) => sizes.map((size, g) => Array.from({ length: size + 1 }, (_, i) => `${g}.${i}`)));

describe("a request that is too large", () => {
  it("is halved until it fits: every item is delivered exactly once and in order, whatever the sink's limit", async () => {
    await fc.assert(
      fc.asyncProperty(groupsOf, fc.integer({ min: 1, max: 10 }), async (groups, limit) => {
        const taken: string[] = [];
        const { error } = await play((request) => {
          const bodies = bodiesOf(request);
          if (bodies.length > limit) return tooLarge(request);
          taken.push(...bodies);
          return undefined;
        }, groups);
        expect(error).toBeUndefined();
        expect(taken).toEqual(groups.flat());
      }),
    );
  });

  it("is cut between resources first, inside one only where it is alone", async () => {
    const { sent } = await play(
      (request, number) =>
        number === 1 || (bodiesOf(request).includes("d") && bodiesOf(request).length > 1)
          ? tooLarge(request)
          : undefined,
      [["a"], ["b"], ["c", "d"]],
    );
    expect(sent).toEqual([["a", "b", "c", "d"], ["a"], ["b", "c", "d"], ["b"], ["c", "d"], ["c"], ["d"]]);
  });

  it("of one item is a gap, and the items beside it are delivered: rejected counts combine", async () => {
    const { error, sent } = await play(
      (request) => (bodiesOf(request).some((body) => body === "b" || body === "d") ? tooLarge(request) : undefined),
      [["a", "b", "c", "d"]],
    );
    expect(error).toMatchObject({ kind: "gap", code: tooLargeCode });
    expect(error!.rejected).toEqual([
      { items: 1, reason: "payload_too_large" },
      { items: 1, reason: "payload_too_large" },
    ]);
    expect(sent.filter((bodies) => bodies.length === 1)).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  it("shares one deadline among its parts", async () => {
    const { requests } = await play((request, number) => (number === 1 ? tooLarge(request) : undefined), [["a", "b"]], {
      giveUpAt: 42,
      coverage,
    });
    expect(requests.map(({ giveUpAt }) => giveUpAt)).toEqual([42, 42, 42]);
    expect(requests.every((request) => request.coverage === coverage)).toBe(true);
  });

  it("never is split again where the parts are fine: what was taken is not repeated", async () => {
    const { sent } = await play(
      (request, number) => (number === 1 ? tooLarge(request) : undefined),
      [
        ["a", "b"],
        ["c", "d"],
      ],
    );
    expect(sent).toEqual([
      ["a", "b", "c", "d"],
      ["a", "b"],
      ["c", "d"],
    ]);
  });
});

describe("parts that fail", () => {
  const kinds: readonly ErrorKind[] = ["retryable", "refused", "malformed", "misconfigured"];
  it.each(kinds)(
    "of polled data with %s: the parts behind are not attempted, since all comes again in order",
    async (kind) => {
      const { error, sent } = await play(
        (request, number) => (number === 1 ? tooLarge(request) : failure("X", kind)),
        [["a"], ["b"]],
        { coverage },
      );
      expect(error!.kind).toBe(kind);
      expect(sent).toEqual([["a", "b"], ["a"]]);
    },
  );

  it("of polled data with a gap: the parts behind are sent", async () => {
    const { error, sent } = await play(
      (request, number) =>
        number === 1 ? tooLarge(request) : number === 2 ? rejection("X", request.payload, "too_old") : undefined,
      [["a"], ["b"]],
      { coverage },
    );
    expect(error!.rejected).toEqual([{ items: 1, reason: "too_old" }]);
    expect(sent).toEqual([["a", "b"], ["a"], ["b"]]);
  });

  it.each(kinds)("of pushed data with %s: every part is tried (delivery.md §15.2 no. 5)", async (kind) => {
    const { error, sent } = await play(
      (request, number) => (number === 1 ? tooLarge(request) : number === 2 ? failure("X", kind) : undefined),
      [["a"], ["b"]],
    );
    expect(error!.kind).toBe(kind);
    expect(sent).toEqual([["a", "b"], ["a"], ["b"]]);
  });

  it("combine: a bug first; else retryable, refused, malformed, misconfigured, gap, with the longest delay and every rejected part", async () => {
    const bug = new TypeError("bug");
    const all = [...kinds, "gap" as const];
    for (const [i, first] of all.entries()) {
      for (const second of all.slice(i + 1)) {
        // The one that weighs less comes first, so that order alone does not decide.
        const answers = [failure("LIGHT", second, 9_000), failure("HEAVY", first, 3_000)];
        const { error } = await play(
          (request, number) => (number === 1 ? tooLarge(request) : answers[number - 2]),
          [["a"], ["b"]],
        );
        expect([first, second, error!.code, error!.kind, error!.retryAfterMs]).toEqual([
          first,
          second,
          "HEAVY",
          first,
          9_000,
        ]);
      }
    }
    const { error } = await play(
      (request, number) => (number === 1 ? tooLarge(request) : number === 2 ? failure("X", "retryable") : bug),
      [["a"], ["b"]],
    );
    expect(error).toBe(bug);
  });

  it("are not followed by others once the sender has left", async () => {
    const { given } = setWorld();
    const controller = new AbortController();
    const transport = new ScriptedSender((request, number) => {
      if (number === 1) return tooLarge(request);
      controller.abort();
      return failure("EXPORT_ABORTED", "retryable");
    });
    const sender = new SplitSender(transport, given.clock, searchMs, () => false);
    await expect(
      sender.send({ payload: logsOf(["a"], ["b"]), giveUpAt: Infinity }, controller.signal),
    ).rejects.toThrow();
    expect(transport.requests.map(bodiesOf)).toEqual([["a", "b"], ["a"]]);
  });
});

describe("a refusal, where sending good items again does no harm", () => {
  const codes = [
    [rejectedItemsCode, "gap"],
    [malformedCode, "malformed"],
    [refusedCode, "misconfigured"],
  ] as const;

  it.each(codes)(
    "%s: exactly the items that are to blame are given up; every other is taken once",
    async (code, kind) => {
      await fc.assert(
        fc.asyncProperty(groupsOf, fc.func(fc.boolean()), async (groups, isBad) => {
          const all = groups.flat();
          const bad = new Set(all.filter((body) => isBad(body)));
          fc.pre(bad.size > 0 && bad.size < Math.min(all.length, 16));
          const taken: string[] = [];
          const { error } = await play(
            (request) => {
              const bodies = bodiesOf(request);
              if (!bodies.some((body) => bad.has(body))) return void taken.push(...bodies);
              return kind === "gap" ? rejection(code, request.payload, "too_old") : failure(code, kind);
            },
            groups,
            { mayBisect: true, coverage },
          );
          expect(taken).toEqual(all.filter((body) => !bad.has(body)));
          expect(error).toMatchObject({ kind: "gap", code: rejectedItemsCode });
          expect(error!.rejected).toEqual(
            Array.from(bad, () => ({ items: 1, reason: kind === "gap" ? "too_old" : "rejected" })),
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([
    [malformedCode, "malformed"],
    [refusedCode, "misconfigured"],
  ] as const)("%s of everything: the request is to blame: its own error, after few attempts", async (code, kind) => {
    for (const size of [2, 5, 500]) {
      const whole = failure(code, kind);
      const bodies = Array.from({ length: size }, (_, i) => `${i}`);
      const { error, sent } = await play((_request, number) => (number === 1 ? whole : failure(code, kind)), [bodies], {
        mayBisect: true,
        coverage,
      });
      expect(error).toBe(whole);
      expect(sent.length).toBeLessThan(50);
    }
  });

  it("of everything, for a reason that is known: each item is counted", async () => {
    const bodies = Array.from({ length: 40 }, (_, i) => `${i}`);
    const { error } = await play(({ payload }) => rejection(rejectedItemsCode, payload, "too_old"), [bodies], {
      mayBisect: true,
    });
    expect(error).toMatchObject({ kind: "gap" });
    expect(error!.rejected).toHaveLength(40);
  });

  it("of a single item stands as it is: no sibling can prove that the item is to blame", async () => {
    const refusal = failure(refusedCode, "misconfigured");
    const { error, sent } = await play([refusal], [["a"]], { mayBisect: true });
    expect(error).toBe(refusal);
    expect(sent).toHaveLength(1);
  });

  it("that meets an outage on the way is held: nothing is given up beyond it", async () => {
    const { error, sent } = await play(
      (_request, number) =>
        number === 1 ? failure(refusedCode, "misconfigured") : number === 2 ? undefined : failure("DOWN", "retryable"),
      [["a"], ["b", "c"]],
      { mayBisect: true, coverage },
    );
    expect(error).toMatchObject({ code: "DOWN", kind: "retryable" });
    expect(sent).toEqual([["a", "b", "c"], ["a"], ["b", "c"]]);
  });

  it("is not searched any further once the budget is spent: a part then stands for its items", async () => {
    const { given, world } = setWorld();
    const transport = new ScriptedSender(async ({ payload }, number) => {
      if (number === 3) await world.wait(1_000);
      return rejection(rejectedItemsCode, payload, "too_old");
    });
    const sender = new SplitSender(transport, given.clock, searchMs, () => true);
    const bodies = Array.from({ length: 8 }, (_, i) => `${i}`);
    const request = { payload: logsOf(bodies), giveUpAt: Infinity };
    const error = (await world.until(sender.send(request, never).catch((e: unknown) => e))) as CollectorError;
    expect(error.rejected.reduce((sum, { items }) => sum + items, 0)).toBe(8);
    expect(transport.requests).toHaveLength(5); // 8, 4, 2 (late), 2, 4
  });

  it("is searched to its end where an outage had spent the budget: what the sink would take is not given up", async () => {
    const { given, world } = setWorld();
    const taken: string[] = [];
    const transport = new ScriptedSender(async (request, number) => {
      if (number === 1) await world.wait(10_000);
      const bodies = bodiesOf(request);
      if (bodies.includes("3")) return rejection(rejectedItemsCode, request.payload, "too_old");
      taken.push(...bodies);
      return undefined;
    });
    const sender = new SplitSender(transport, given.clock, searchMs, () => true);
    const bodies = Array.from({ length: 8 }, (_, i) => `${i}`);
    const request = { payload: logsOf(bodies), coverage, giveUpAt: given.clock.monotonic() + 500 };
    const error = (await world.until(sender.send(request, never).catch((e: unknown) => e))) as CollectorError;
    expect(error.rejected).toEqual([{ items: 1, reason: "too_old" }]);
    expect(taken).toEqual(bodies.filter((body) => body !== "3"));
  });
});

describe("everything else", () => {
  it("is not split: other errors, and refusals where it could store items twice", async () => {
    const errors = [failure("EXPORT_PARTIAL", "gap"), failure("X", "retryable"), new TypeError("x")];
    for (const error of errors)
      expect(await play([error], [["a", "b"]], { mayBisect: true })).toMatchObject({ error, sent: [["a", "b"]] });
    const refusal = failure(rejectedItemsCode, "gap");
    expect(await play([refusal], [["a", "b"]])).toMatchObject({ error: refusal, sent: [["a", "b"]] });
  });
});
