import { createServer } from "node:net";

/** Below what Linux gives to outgoing connections: a port that is free now is not taken by one a moment later. */
const lowest = 12_000;
const highest = 31_999;

/** Where to look next: who asks at the same time, or soon again, gets others. */
let candidate = lowest + Math.floor(Math.random() * (highest - lowest));

/** So many different ports of loopback that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > highest - lowest) throw new Error(`there are no ${count} free ports from ${lowest} to ${highest}`);
    const port = candidate;
    candidate = port === highest ? lowest : port + 1;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
