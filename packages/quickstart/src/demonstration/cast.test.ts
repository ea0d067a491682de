import { describe, expect, it } from "vitest";
import { receiversOf } from "./cast.ts";

const cast = (...ids: readonly string[]) =>
  receiversOf({ receivers: Object.fromEntries(ids.map((id) => [id, {}])) }, ["configs/my.yaml"]);

describe("the platforms of a configuration", () => {
  it("are those of its receivers, whatever these are called", () => {
    const found = cast("otlp", "langsmith/eu", "portkey").map(({ id, platform }) => [id, platform.title]);
    expect(found).toEqual([
      ["langsmith/eu", "LangSmith"],
      ["portkey", "Portkey"],
    ]);
  });

  it("must be there", () => {
    expect(() => cast("otlp", "nop")).toThrow(
      "my.yaml: no receiver whose platform can be simulated: expected portkey or langsmith, found otlp, nop",
    );
  });

  it("must be polled by one receiver each: the sink could not tell whose points are whose", () => {
    expect(() => cast("portkey/a", "portkey/b")).toThrow("portkey/a and portkey/b would poll one simulated platform");
  });
});
