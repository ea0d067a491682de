import { createServer } from "node:net";

/** Below what Linux gives to outgoing connections: a port that is free now is not taken by one a moment later. */
const lowest = 12_000;
const highest = 31_999;

/** So many different ports of loopback that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  let candidate = lowest + Math.floor(Math.random() * (highest - lowest));
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > highest - lowest) throw new Error(`there are no ${count} free ports from ${lowest} to ${highest}`);
    if (await isFree(candidate)) ports.push(candidate);
    candidate = candidate === highest ? lowest : candidate + 1;
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
