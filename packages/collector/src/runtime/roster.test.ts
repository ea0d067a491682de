import { describe, expect, it } from "vitest";
import { Roster } from "./roster.ts";

describe("Roster", () => {
  it("knows who is there, in the order in which they came", () => {
    const roster = new Roster<string>();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((each) => roster.add(each));
    expect(roster.values()).toEqual(["a", "b", "c", "d"]);
    roster.delete(b!);
    expect(roster.values()).toEqual(["a", "c", "d"]);
    roster.delete(d!);
    roster.delete(a!);
    expect([roster.values(), roster.size]).toEqual([["c"], 1]);
    roster.add("e");
    roster.delete(c!);
    expect([roster.values(), roster.size]).toEqual([["e"], 1]);
  });

  it("lets somebody leave twice", () => {
    const roster = new Roster<string>();
    const [a] = [roster.add("a"), roster.add("b")];
    roster.delete(a);
    roster.delete(a);
    expect([roster.values(), roster.size]).toEqual([["b"], 1]);
  });

  it("who left leads to nobody, so that an old one keeps no young ones alive", () => {
    const roster = new Roster<string>();
    const [a, b] = [roster.add("a"), roster.add("b")];
    roster.delete(a);
    roster.delete(b);
    expect([a, b]).toEqual([1, 2].map(() => ({ value: undefined, before: undefined, behind: undefined })));
    expect(roster.values()).toEqual([]);
  });
});
