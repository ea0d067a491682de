import { expect, it } from "vitest";
import { OutgoingBody } from "./outgoing-body.ts";

it("a body of which nothing is taken stands still; one that is taken does not, however much of it waits", () => {
  const body = new OutgoingBody(undefined);
  body.add(new Uint8Array(10));
  const stands = (now: number): boolean => body.isStalled(now, 100);
  expect([stands(1_000), stands(1_099), stands(1_100)]).toEqual([false, false, true]);
  for (let now = 1_100; now < 2_000; now += 60) {
    body.take(10);
    body.add(new Uint8Array(10));
    expect(stands(now)).toBe(false);
  }
  expect([stands(2_039), stands(2_040)]).toEqual([false, true]);
  body.take(10);
  expect(stands(5_000)).toBe(false);
  expect(body.isStalled(9_000, 0)).toBe(false);
});
