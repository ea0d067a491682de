import { Agent, request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import type { ServerHandler } from "@genai-collector/component";
import { systemServers } from "./servers.ts";

const body = [new TextEncoder().encode("hello")];
const never = new AbortController().signal;

async function listen(handle: ServerHandler) {
  const server = await systemServers.listen("127.0.0.1:0", handle);
  onTestFinished(() => server.close(AbortSignal.abort()));
  return server;
}

/** Asks over a connection that its client would keep. */
function ask(endpoint: string, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`http://${endpoint}/`, { agent }, (response) => {
      response.resume().once("end", () => resolve(response.headers.connection));
    });
    asked.once("error", reject).end();
  });
}

it("closes at once when the last request is answered, though its client would keep the connection", async () => {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  const server = await listen(async () => {
    arrive();
    await told;
    return { status: 200, headers: {}, body };
  });
  const answer = ask(server.endpoint, agent);
  await arrived;
  const closed = server.close(never);
  tell();
  expect(await answer).toBe("close");
  // Would take the keep-alive time of a minute.
  await closed;
});

it("keeps connections between requests", async () => {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const server = await listen(async () => ({ status: 200, headers: {}, body }));
  expect(await ask(server.endpoint, agent)).toBe("keep-alive");
});

it("breaks what is under way when its time is over", async () => {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<AbortSignal>();
  const server = await listen((asked) => {
    arrive(asked.signal);
    return new Promise(() => undefined);
  });
  const answer = ask(server.endpoint, agent);
  const gone = await arrived;
  await Promise.all([server.close(AbortSignal.abort()), expect(answer).rejects.toThrow("socket hang up")]);
  expect(gone.aborted).toBe(true);
});

it("says that an address is taken, and which", async () => {
  const server = await listen(async () => ({ status: 200, headers: {}, body }));
  await expect(systemServers.listen(server.endpoint, () => new Promise(() => undefined))).rejects.toThrow(
    `cannot listen on ${server.endpoint}: the address is already in use`,
  );
});
