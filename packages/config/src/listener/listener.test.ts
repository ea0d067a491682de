import { createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { map, type ConfigOf } from "../schema/index.ts";
import { checkEndpoint, httpListenOptions, httpServerFields, listenerFields, openListener } from "./index.ts";

const config = map({ ...listenerFields("localhost:4318"), ...httpServerFields }).check(checkEndpoint);
const decode = (raw: object) => decodeConfig<ConfigOf<typeof config>>(config, raw, "server");

describe("the endpoint", () => {
  it.each([
    [{}],
    [{ endpoint: "[::1]:0" }],
    [{ endpoint: ":4318" }],
    [{ endpoint: "/run/a.sock", transport: "unix" }],
    [{ endpoint: "x".repeat(103), transport: "unix" }],
  ])("%j is one", (raw) => {
    expect(() => decode(raw)).not.toThrow();
  });

  it.each([
    [{ endpoint: "localhost" }, /endpoint: must be host:port, .*found "localhost"/],
    [{ endpoint: "localhost:65536" }, /endpoint: must have a port up to 65535/],
    [{ endpoint: "/run/a.sock" }, /endpoint: must be host:port/],
    [{ endpoint: "", transport: "unix" }, /endpoint: must be the path of a socket/],
    [{ transport: "unix" }, /endpoint: must be the path of a socket/],
    [{ endpoint: "x".repeat(104), transport: "unix" }, /endpoint: must be a path of at most 103 bytes/],
  ])("%j is none", (raw, message) => {
    expect(() => decode(raw)).toThrow(message);
  });
});

it("an HTTP server's patience is the runtime's own where it is 0", () => {
  const patience = { read_header_timeout: 0, write_timeout: 0, idle_timeout: "5s", keep_alives_enabled: false };
  expect(httpListenOptions(decode(patience))).toEqual({
    transport: "tcp",
    protocol: "http1",
    headersTimeoutMs: undefined,
    idleTimeoutMs: 5_000,
    writeTimeoutMs: undefined,
    keepsAlive: false,
  });
});

describe("openListener", () => {
  const answer = async () => ({ status: 204, headers: {}, body: [] });

  it("listens until it is closed", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const settings = createSettings("otlp", runtime);
    const given = decode({ endpoint: "localhost:0" });
    const listener = await world.until(openListener(settings, given, "", httpListenOptions(given), answer));
    const client = runtime.http.open({});
    const { signal } = new AbortController();
    const ask = () =>
      world.until(client.request({ method: "GET", url: `http://${listener.endpoint}/`, headers: {}, signal }));
    expect((await ask()).status).toBe(204);
    await world.until(listener.close(signal));
    await expect(ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it.each([
    ["", "tls::cert_file"],
    ["protocols::grpc", "protocols::grpc::tls::cert_file"],
  ])("at %j names the certificate that it cannot read, and listens to nothing", async (place, named) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const settings = createSettings("otlp", runtime, { recorded: new Recorded() });
    const given = decode({ tls: { cert_file: "/no.pem", key_file: "/no.pem" } });
    const opening = openListener(settings, given, place, httpListenOptions(given), answer);
    await expect(world.until(opening)).rejects.toThrow(named);
    expect(runtime.leaks()).toEqual([]);
  });
});
