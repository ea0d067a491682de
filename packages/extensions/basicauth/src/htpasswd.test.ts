import { describe, expect, it } from "vitest";
import { matches, parseHtpasswd } from "./htpasswd.ts";

describe("htpasswd", () => {
  it("is user:hash a line, with comments and empty lines", () => {
    expect([...parseHtpasswd("# people\nada:x:y\r\n\n  bob:{SHA}z  \n")]).toEqual([
      ["ada", "x:y"],
      ["bob", "{SHA}z"],
    ]);
  });

  it.each(["ada", ":hash", "ada:", "ok:x\nwrong"])("a line that is neither is told by its number: %j", (text) => {
    const line = text.includes("\n") ? 2 : 1;
    expect(() => parseHtpasswd(text)).toThrow(`line ${line} of htpasswd is not user:hash`);
    expect(() => parseHtpasswd(text)).not.toThrow(/wrong/);
  });
});

/** Made by crypt(3) and by `openssl passwd -apr1`. */
const hashes = {
  "bcrypt 2b": "$2b$04$0SZ/2c4PgTrTvMOWUUxA9OvE7dyOxOqdtg9okZoAkwvI2q2oZ5y2C",
  "bcrypt 2y": "$2y$04$0SZ/2c4PgTrTvMOWUUxA9OvE7dyOxOqdtg9okZoAkwvI2q2oZ5y2C",
  "SHA-1": "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
  "Apache's MD5": "$apr1$r31.....$G/cElGhD0cboYkZN5h5Ne/",
  plain: "secret",
};

describe("a password", () => {
  it.each(Object.entries(hashes))("is known by its %s hash, and no other is", async (_name, hash) => {
    expect(await matches("secret", hash)).toBe(true);
    for (const wrong of ["Secret", "", "secret ", hash === "secret" ? "x" : hash])
      expect(await matches(wrong, hash)).toBe(false);
  });
});

it("longer than a digest is known by Apache's MD5 too", async () => {
  const password = "a much longer password than sixteen bytes ü";
  expect(await matches(password, "$apr1$abcdefgh$FJZIglXJ4zDsMAKFc9edt1")).toBe(true);
  expect(await matches(`${password}.`, "$apr1$abcdefgh$FJZIglXJ4zDsMAKFc9edt1")).toBe(false);
});
