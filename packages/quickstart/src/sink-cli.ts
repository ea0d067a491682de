// The quick start's sink, a process of its own: takes OTLP over HTTP on a free port of loopback, and prints the port.
//   POST /_sink/down {"ms":3000}   answer 503 for a while
//   GET  /_sink/state              what it has
// To see a reconciliation that is not clean:
//   QUICKSTART_SINK_LOSES=3        says 200 to every third request, and forgets it
//   QUICKSTART_SINK_FORBIDS=text   takes this text for content, too
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { plantedTexts } from "@genai-collector/simulator";
import { decodeRequest } from "./otlp-decoder.ts";
import { SinkStore } from "./sink-store.ts";

const { QUICKSTART_SINK_LOSES: loses = "0", QUICKSTART_SINK_FORBIDS: forbids = "" } = process.env;
const losesEvery = Number(loses);
const store = new SinkStore(forbids === "" ? plantedTexts : [...plantedTexts, forbids]);
let downUntil = 0;
let taken = 0;

const server = createServer((request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
process.once("SIGTERM", () => process.exit(0));
// The terminal's interrupt goes to all processes at once; this one is still asked for what it has.
process.on("SIGINT", () => undefined);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  switch (request.url) {
    case "/v1/metrics":
      takeMetrics(request, body, response);
      return;
    case "/_sink/down":
      downUntil = Date.now() + (JSON.parse(body.toString()) as { readonly ms: number }).ms;
      response.end();
      return;
    case "/_sink/state":
      response.setHeader("content-type", "application/json").end(JSON.stringify(store.state()));
      return;
    default:
      response.writeHead(404).end();
  }
}

function takeMetrics(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  if (Date.now() < downUntil) {
    store.refuse();
    response.writeHead(503, { "retry-after": "1" }).end();
    return;
  }
  try {
    const raw = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    const points = decodeRequest(raw);
    taken++;
    if (losesEvery === 0 || taken % losesEvery !== 0) store.take(raw, points);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  } catch (error) {
    response.writeHead(400, { "content-type": "text/plain" }).end((error as Error).message);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
