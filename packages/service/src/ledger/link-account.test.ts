import { CollectorError, takenAtOnce, type Consumer, type Payload } from "@genai-collector/component";
import { expect, it } from "vitest";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { LedgerPulse } from "./ledger-pulse.ts";
import { countedLink, LinkAccount } from "./link-account.ts";

const sums = ({ entered, taken, rejected, underWay }: LinkAccount) => ({ entered, taken, rejected, underWay });

it("counts what was taken at once without waiting for a turn", () => {
  const account = new LinkAccount(new LedgerPulse());
  const answer = countedLink<Payload>({ consume: () => takenAtOnce }, account).consume(
    new FakePayload("logs", 5),
    pushed(),
  );
  expect(answer).toBe(takenAtOnce);
  expect(sums(account)).toEqual({ entered: 5, taken: 5, rejected: 0, underWay: 0 });
});

it("has under way what is not answered, payload by payload", async () => {
  const account = new LinkAccount(new LedgerPulse());
  const answers: PromiseWithResolvers<void>[] = [];
  const next: Consumer<Payload> = {
    consume: () => {
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    },
  };
  const link = countedLink(next, account);
  const given = [1, 2, 4].map((items) => link.consume(new FakePayload("logs", items), pushed()));
  expect(sums(account)).toEqual({ entered: 7, taken: 0, rejected: 0, underWay: 7 });
  answers[1]!.resolve();
  await given[1];
  expect(sums(account)).toEqual({ entered: 7, taken: 2, rejected: 0, underWay: 5 });
  const rejected = [{ items: 3, reason: "too_old" }];
  answers[2]!.reject(new CollectorError("SINK_PARTLY", "x", { kind: "gap", rejected }));
  await expect(given[2]).rejects.toThrow("x");
  expect(sums(account)).toEqual({ entered: 7, taken: 3, rejected: 3, underWay: 1 });
  answers[0]!.reject(new Error("a bug"));
  await expect(given[0]).rejects.toThrow("a bug");
  expect(sums(account)).toEqual({ entered: 7, taken: 3, rejected: 4, underWay: 0 });
});

it("balances over a component that throws instead of rejecting", async () => {
  const account = new LinkAccount(new LedgerPulse());
  const next: Consumer<Payload> = {
    consume: () => {
      throw new Error("synchronously");
    },
  };
  await expect(countedLink(next, account).consume(new FakePayload("logs", 5), pushed())).rejects.toThrow("synchron");
  expect(sums(account)).toEqual({ entered: 5, taken: 0, rejected: 5, underWay: 0 });
});

it("wakes who writes the ledger down, once until it sleeps again", () => {
  const pulse = new LedgerPulse();
  let woken = 0;
  pulse.listen(() => woken++);
  const link = countedLink<Payload>({ consume: () => takenAtOnce }, new LinkAccount(pulse));
  for (let n = 0; n < 3; n++) void link.consume(new FakePayload("logs", 1), pushed());
  expect(woken).toBe(1);
  pulse.sleep();
  void link.consume(new FakePayload("logs", 1), pushed());
  expect(woken).toBe(2);
});
