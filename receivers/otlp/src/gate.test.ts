import { describe, expect, it } from "vitest";
import { Gate } from "./gate.ts";

function setUp(limit: number) {
  const gate = new Gate(limit);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const run = (name: string): Promise<string> => {
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return gate.run(() => {
      begun.push(name);
      return end.promise;
    });
  };
  return { begun, ends, run };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("Gate", () => {
  it("lets so many run at a time, the others in the order in which they came", async () => {
    const { begun, ends, run } = setUp(2);
    const all = ["a", "b", "c", "d"].map((name) => run(name));
    await turn();
    expect(begun).toEqual(["a", "b"]);
    ends.get("b")!.resolve("done b");
    await turn();
    expect(begun).toEqual(["a", "b", "c"]);
    for (const name of ["a", "c", "d"]) ends.get(name)!.resolve(`done ${name}`);
    expect(await Promise.all(all)).toEqual(["done a", "done b", "done c", "done d"]);
  });

  it("a failure frees its place", async () => {
    const { begun, ends, run } = setUp(1);
    const failing = run("a");
    const next = run("b");
    ends.get("a")!.reject(new Error("no"));
    await expect(failing).rejects.toThrow("no");
    await turn();
    ends.get("b")!.resolve("done");
    expect([await next, begun]).toEqual(["done", ["a", "b"]]);
  });

  it("nobody gets in between who leaves and who waits", async () => {
    const { begun, ends, run } = setUp(1);
    void run("a");
    void run("b");
    ends.get("a")!.resolve("");
    void run("c");
    await turn();
    expect(begun).toEqual(["a", "b"]);
  });
});
