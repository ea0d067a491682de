import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { error, setUp } from "../../test/guarded-world.ts";

describe("hosts and addresses", () => {
  const spellings = [
    "127.1",
    "0x7f000001",
    "0177.0.0.1",
    "2130706433",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0",
  ];

  const others = ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "10.0.0.1"];

  it.each([...spellings, ...others, "0xa9fea9fe"])("refuses https://%s/ before anything is sent", async (host) => {
    const { request, asked, observed } = setUp();
    await expect(request(`https://${host}/`)).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    expect([asked, observed]).toEqual([[], []]);
  });

  it.each(spellings)("reaches http://%s/ when private addresses are allowed", async (host) => {
    expect(await setUp({ allow_private: true }).read(`http://${host}/`)).toBe("ok");
  });

  it.each(["169.254.169.254", "0xa9fea9fe", "[::ffff:169.254.169.254]", "100.100.100.200", "metadata.example"])(
    "refuses cloud metadata at %s though the host is allowed, and private addresses are",
    async (host) => {
      const { world, request, asked } = setUp({ allow_private: true, allow_hosts: [host] });
      world.network.addresses.set("metadata.example", "169.254.169.254");
      await expect(request(`http://${host}/`)).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
      expect(asked).toEqual([]);
    },
  );

  it("refuses a name by the address that it has when it is dialled, each time anew", async () => {
    const { world, read, request, observed } = setUp();
    expect(await read("https://rebinding.example/")).toBe("ok");
    world.network.addresses.set("rebinding.example", "10.0.0.1");
    await expect(request("https://rebinding.example/")).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    // What was not sent is not observed.
    expect(observed.map(({ status }) => status)).toEqual([200]);
  });

  it.each([
    [["api.example.com"], "https://api.example.com/"],
    [["API.example.com"], "https://api.EXAMPLE.com/"],
    [["api.example.com"], "https://api.example.com./"],
    [["api.example.com."], "https://api.example.com:8443/"],
    [["other.example", "bücher.example"], "https://xn--bcher-kva.example/"],
    [[], "https://anything.example/"],
  ])("with allow_hosts %j reaches %s", async (allow_hosts, url) => {
    expect(await setUp({ allow_hosts }).read(url)).toBe("ok");
  });

  it.each([
    [["api.example.com"], "https://example.com/"],
    [["example.com"], "https://api.example.com/"],
    [["api.example.com"], "https://api.example.com.evil.example/"],
    [["api.example.com"], "https://api-example.com/"],
  ])("with allow_hosts %j refuses %s", async (allow_hosts, url) => {
    const { request, asked } = setUp({ allow_hosts });
    await expect(request(url)).rejects.toEqual(error("HTTP_HOST_REFUSED"));
    expect(asked).toEqual([]);
  });

  it.each([
    ["plain HTTP", "http://api.example.com/?SECRET", "HTTP_CLEARTEXT_REFUSED"],
    ["another scheme", "ftp://api.example.com/?SECRET", "HTTP_BAD_URL"],
    ["a file", "file:///etc/passwd?SECRET", "HTTP_BAD_URL"],
    ["no URL", "api.example.com/?SECRET", "HTTP_BAD_URL"],
    ["credentials in the URL", "https://user:SECRET@api.example.com/", "HTTP_BAD_URL"],
  ])("refuses %s: %s", async (_what, url, code) => {
    const { request, asked } = setUp();
    const refusal = await request(url).catch((caught: unknown) => caught);
    expect(refusal).toEqual(error(code));
    expect(inspect(refusal)).not.toContain("SECRET");
    expect(asked).toEqual([]);
  });

  it("lets plain HTTP pass where its owner has decided so", async () => {
    expect(await setUp({ options: { allowCleartext: true } }).read("http://api.example.com/")).toBe("ok");
  });
});

describe("headers", () => {
  it("says who asks: the configuration's name before the program's", async () => {
    const plain = setUp();
    await plain.read("https://h.example/");
    expect(plain.asked[0]!.headers["user-agent"]).toBe("collector/1");
    const named = setUp({ user_agent: "mine/2" });
    await named.read("https://h.example/");
    expect(named.asked[0]!.headers["user-agent"]).toBe("mine/2");
  });

  it.each(["key\r\nx-injected: 1", "key\n"])("sends nothing when a value is %j", async (value) => {
    const { request, asked } = setUp();
    await expect(request("https://h.example/", { headers: { authorization: value } })).rejects.toEqual(
      error("HTTP_BAD_HEADER"),
    );
    expect(asked).toEqual([]);
  });

  it("sends nothing when the configured user agent holds a line break", async () => {
    const { request, asked } = setUp({ user_agent: "a\r\nb: c" });
    await expect(request("https://h.example/")).rejects.toEqual(error("HTTP_BAD_HEADER"));
    expect(asked).toEqual([]);
  });
});
