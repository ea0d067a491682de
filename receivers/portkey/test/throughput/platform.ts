// A simulated Portkey that is faster than the receiver: it makes each file of an export while its job runs, and then
// answers from memory. Prints its endpoints, and ends with its parent.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PortkeySimulator } from "@genai-collector/simulator";

const hour = 3_600_000;
const requestsPerMinute = Number(process.argv[2]);
/** The traffic is that of a day in the past, so that its hours are over. */
const epoch = Date.UTC(2026, 1, 3, 12) - Date.now();
const files = new Map<string, Promise<Buffer>>();
let objects = "";

const simulator = new PortkeySimulator({
  seed: 5,
  now: () => Date.now() + epoch,
  requestsPerMinute,
  maxIngestionMs: 0,
  exports: { origin: () => objects, queueMs: 0, msPerThousandRows: 1 },
});

async function render(id: string): Promise<Buffer> {
  const headers = { "user-agent": "platform" };
  const download = simulator.handle({ method: "GET", url: `/v1/logs/exports/${id}/download`, headers });
  const { signed_url } = JSON.parse(download.body) as { readonly signed_url: string };
  const { body } = simulator.handleObject({ method: "GET", url: signed_url, headers: {} });
  if (typeof body === "string") throw new Error(`${id} has no file: ${body}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
    // Other requests are answered in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(chunks);
}

/** The file of a job; made when the job has started, so that it is there when it is asked for. */
function fileOf(id: string): Promise<Buffer> {
  const known = files.get(id);
  if (known !== undefined) return known;
  // Of the page that is read, and of those ahead: the platform's memory is not what is measured, and not endless either.
  if (files.size > 4) files.delete(files.keys().next().value!);
  const file = new Promise((resolve) => setTimeout(resolve, 100)).then(() => render(id));
  files.set(id, file);
  return file;
}

async function answerObject(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = /^\/(exp-\d+)\.jsonl/.exec(request.url!)![1]!;
  const bytes = await fileOf(id);
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { etag: `"${id}"`, "content-length": String(bytes.length - from) };
  if (from > 0)
    response.writeHead(206, { ...headers, "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  else response.writeHead(200, headers);
  response.end(bytes.subarray(from));
}

async function answerApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { method = "GET", url = "/" } = request;
  const answer = simulator.handle({ method, url, headers, body: chunks });
  response.writeHead(answer.status, answer.headers).end(answer.body);
  const started = /\/exports\/(exp-\d+)\/start$/.exec(url)?.[1];
  if (started !== undefined) void fileOf(started);
}

function listen(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
  const listener: RequestListener = (request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const server = createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

objects = await listen(answerObject);
const endpoint = await listen(answerApi);
const workspaceId = simulator.workspaceId("production");
console.log(JSON.stringify({ endpoint, workspaceId, now: Date.now() + epoch, from: Date.now() + epoch - hour }));
process.stdin.on("end", () => process.exit(0)).resume();
