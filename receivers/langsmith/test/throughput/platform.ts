// A simulated LangSmith on loopback, without budgets, on a day in the past. Prints its endpoint and its clock, and ends
// with its parent.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LangSmithSimulator } from "@genai-collector/simulator";

const aheadMs = Date.UTC(2026, 2, 3, 15) - Date.now();
const simulator = new LangSmithSimulator({
  seed: 5,
  now: () => Date.now() + aheadMs,
  runsPerMinute: Number(process.argv[2]),
  experimentEveryMs: 0,
  budgets: [],
});

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const {
      status,
      headers: fields,
      body,
    } = simulator.handle({
      method: request.method!,
      url: request.url!,
      headers,
      body: Buffer.concat(parts),
    });
    response.writeHead(status, fields).end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(
    JSON.stringify({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, aheadMs }),
  );
});
process.stdin.on("end", () => process.exit(0)).resume();
