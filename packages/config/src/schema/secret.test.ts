import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { map } from "./map.ts";
import { Secret, secret } from "./secret.ts";
import { validateConfig } from "./validate.ts";

describe("Secret", () => {
  const password = new Secret("hunter22");

  it.each([
    ["as text", String(password)],
    ["in JSON", JSON.stringify({ password })],
    ["when inspected", inspect({ deep: { password } }, { showHidden: true, depth: 9 })],
    ["in a log line", format("%s %o %j %O", password, password, password, { password })],
    ["when copied", JSON.stringify(Object.assign({}, password))],
    ["in its keys", Reflect.ownKeys(password).join()],
  ])("does not print %s", (_how, printed) => {
    expect(printed).not.toContain("hunter22");
  });

  it("tells the value to who asks for it", () => {
    expect(password.reveal()).toBe("hunter22");
  });
});

describe("secret", () => {
  const spec = map({ api_key: secret({ min: 8, doc: "A key." }) });

  it("decodes to a Secret", () => {
    const checked = validateConfig(spec, { api_key: "sk-12345678" });
    expect("config" in checked && checked.config.api_key.reveal()).toBe("sk-12345678");
  });

  it("is never quoted by a problem", () => {
    for (const wrong of ["short", 1234567, true, { sk: "12345678" }, ["sk-12345678"]]) {
      const checked = validateConfig(spec, { api_key: wrong });
      const told = JSON.stringify("problems" in checked ? checked.problems : undefined);
      expect(told).toContain("must be a secret");
      for (const part of ["short", "12345", "sk"]) expect(told).not.toContain(part);
    }
  });

  it("has no default and must be given", () => {
    expect(validateConfig(spec, {})).toMatchObject({ problems: [{ path: ["api_key"], found: "nothing" }] });
  });
});
