import { inspect } from "node:util";
import type { HttpRequest } from "@genai-collector/component";
import type { Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { drops, error, setUp, type Setup } from "../../test/guarded-world.ts";

describe("redirects", () => {
  const to =
    (locations: Readonly<Record<string, string>>, status = 302) =>
    ({ url }: HttpRequest): Answer => {
      const location = locations[url];
      return location === undefined ? { body: "end" } : { status, headers: { location }, body: "moved" };
    };
  const key = { headers: { "x-api-key": "KEY", accept: "*/*" } };
  const open = { allow_private: true };

  it.each([301, 302, 303, 307, 308])("follows a %i within the host, with the headers", async (status) => {
    const { read, asked } = setUp({ answer: to({ "https://h.example/a": "/b?x=1" }, status) });
    expect(await read("https://h.example/a", key)).toBe("end");
    expect(asked.map(({ url, headers }) => [url, headers["x-api-key"]])).toEqual([
      ["https://h.example/a", "KEY"],
      ["https://h.example/b?x=1", "KEY"],
    ]);
  });

  it.each([
    ["an upgrade to https", "http://h.example/a", "https://h.example/a", "KEY"],
    ["another port", "https://h.example/a", "https://h.example:8443/a", undefined],
    ["the first port again", "https://h.example/a", "https://h.example:443/b", "KEY"],
  ])("at %s sends the key where it belongs", async (_what, url, location, sent) => {
    const { read, asked } = setUp({ ...open, answer: to({ [url]: location }) });
    expect(await read(url, key)).toBe("end");
    expect([asked[1]!.headers["x-api-key"], asked[1]!.headers["accept"]]).toEqual([sent, "*/*"]);
  });

  it.each([
    ["to another host", "https://h.example/a", "https://evil.example/", "HTTP_REDIRECT"],
    ["to a sibling host", "https://h.example/a", "https://www.h.example/", "HTTP_REDIRECT"],
    ["to another scheme", "https://h.example/a", "file:///etc/passwd", "HTTP_REDIRECT"],
    ["to metadata", "https://h.example/a", "http://169.254.169.254/latest/meta-data/", "HTTP_REDIRECT"],
    ["from https to http", "https://h.example/a", "http://h.example/a", "HTTP_REDIRECT"],
    ["to what is no URL", "https://h.example/a", "https://[/", "HTTP_REDIRECT"],
    ["with credentials", "https://h.example/a", "https://u:SECRET@h.example/b", "HTTP_BAD_URL"],
  ])("refuses one %s, and sends nothing there", async (_what, url, location, code) => {
    const { request, asked } = setUp({ ...open, answer: to({ [url]: location }) });
    const refusal = await request(url, key).catch((caught: unknown) => caught);
    expect(refusal).toEqual(error(code));
    expect(inspect(refusal)).not.toMatch(/SECRET|KEY/);
    expect(asked).toHaveLength(1);
  });

  const said = "why-did-the-lantern-hide";

  it.each([
    ["credentials", `https://u:p@h.example/${said}`],
    ["no URL", `https://[${said}/`],
    ["another host, from where it led", `/${said}`],
    ["plain HTTP", `http://h.example/${said}?${said}#${said}`],
    ["another scheme", `file:///${said}`],
  ])("shows nothing of what a redirect says but the host: %s", async (_what, location) => {
    const there = { "https://h.example/a": location, [`https://h.example/${said}`]: `https://evil.example/${said}` };
    const refusal = await setUp({ answer: to(there) })
      .request("https://h.example/a", key)
      .catch((caught: unknown) => caught);
    expect(refusal).toMatchObject({ message: expect.stringContaining("a redirect of https://h.example/a") });
    expect(inspect(refusal)).not.toContain(said);
  });

  it("checks each hop by its address again", async () => {
    const answer = to({ "https://h.example/a": "/b" });
    const { world, request, asked } = setUp({
      answer: (asking) => {
        world.network.addresses.set("h.example", "169.254.169.254");
        return answer(asking);
      },
    });
    await expect(request("https://h.example/a")).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    expect(asked).toHaveLength(1);
  });

  it("checks each hop by allow_hosts and scheme: a key that went out in https comes back in no http", async () => {
    const answer = to({ "http://h.example/a": "https://h.example/b", "https://h.example/b": "http://h.example/c" });
    const { request, asked } = setUp({ ...open, answer });
    await expect(request("http://h.example/a")).rejects.toEqual(error("HTTP_REDIRECT"));
    expect(asked).toHaveLength(2);
  });

  it("follows ten, and refuses the eleventh", async () => {
    const answer = ({ url }: HttpRequest): Answer => {
      const left = Number(new URL(url).searchParams.get("left"));
      return left === 0 ? { body: "end" } : { status: 302, headers: { location: `/?left=${left - 1}` } };
    };
    expect(await setUp({ answer }).read("https://h.example/?left=10")).toBe("end");
    const { request, asked } = setUp({ answer });
    await expect(request("https://h.example/?left=11")).rejects.toEqual(error("HTTP_REDIRECT"));
    expect(asked).toHaveLength(11);
  });

  it.each([
    ["POST", 307, "/b"],
    ["PUT", 308, "/b"],
    ["GET", 300, "/b"],
    ["GET", 304, undefined],
  ])("gives a %s its %i as an answer", async (method, status, location) => {
    const { request, asked } = setUp({
      answer: () => ({ status, ...(location === undefined ? {} : { headers: { location } }) }),
    });
    expect((await request("https://h.example/a", { method })).status).toBe(status);
    expect(asked).toHaveLength(1);
  });

  it("gives up a redirect's body that never ends with the time for the whole", async () => {
    const headers = { location: "/b" };
    const answer: Setup["answer"] = (_, world) => ({ status: 302, headers, body: drops(world, Infinity, 100) });
    const { request } = setUp({ answer, timeout: 1_000 });
    await expect(request("https://h.example/a")).rejects.toEqual(error("HTTP_TIMEOUT", "retryable"));
  });
});
