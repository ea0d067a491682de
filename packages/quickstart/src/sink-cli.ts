// The quick start's sink, a process of its own: takes OTLP over HTTP on a free port of loopback, and prints the port.
//   POST /_sink/down {"ms":3000}   answer 503 for a while; {"requests":5}: to the next five
//   GET  /_sink/state              the points that it has, and what leaked
//   GET  /_sink/records            the log records that it has
//   GET  /_sink/counts             how much it has
// Its arguments are texts that it takes for content, beside what the simulated platforms plant. To see a reconciliation that is not clean:
//   QUICKSTART_SINK_LOSES=3        says 200 to every third request, and forgets it
//   QUICKSTART_SINK_FORBIDS=text   takes this text for content, too
//   QUICKSTART_SINK_SPOILS={…}     loses and repeats points and records (spoils.ts)
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { plantedTexts } from "@genai-collector/simulator";
import { decodeRequest } from "./otlp-decoder.ts";
import { decodeLogs } from "./otlp-log-decoder.ts";
import { SinkStore } from "./sink-store.ts";
import { Spoils } from "./spoils.ts";

const {
  QUICKSTART_SINK_LOSES: loses = "0",
  QUICKSTART_SINK_FORBIDS: forbids = "",
  QUICKSTART_SINK_SPOILS: spoiled = "",
} = process.env;
const losesEvery = Number(loses);
const spoils = Spoils.parse(spoiled);
const forbidden = [...plantedTexts, ...process.argv.slice(2)];
const store = new SinkStore(forbids === "" ? forbidden : [...forbidden, forbids]);
let downUntil = 0;
let refusing = 0;
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
      take(request, body, response, (raw) => {
        const points = spoils.points(decodeRequest(raw));
        return () => store.take(raw, points);
      });
      return;
    case "/v1/logs":
      take(request, body, response, (raw) => {
        const records = spoils.records(decodeLogs(raw));
        return () => store.takeRecords(raw, records);
      });
      return;
    case "/_sink/down":
      goDown(JSON.parse(body.toString()) as Outage);
      response.end();
      return;
    case "/_sink/state":
      answerJson(response, store.state());
      return;
    case "/_sink/records":
      answerJson(response, store.records);
      return;
    case "/_sink/counts":
      answerJson(response, store.counts());
      return;
    default:
      response.writeHead(404).end();
  }
}

/** How long it is to answer 503: so long, and to so many requests more. */
interface Outage {
  readonly ms?: number;
  readonly requests?: number;
}

function goDown({ ms = 0, requests = 0 }: Outage): void {
  downUntil = Date.now() + ms;
  refusing = requests;
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify(value));
}

/** `read` throws for a body that is none, and else gives what keeps it. */
function take(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  read: (raw: Uint8Array) => () => void,
): void {
  if (Date.now() < downUntil || refusing > 0) {
    refusing = Math.max(0, refusing - 1);
    store.refuse();
    response.writeHead(503, { "retry-after": "1" }).end();
    return;
  }
  try {
    const keep = read(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
    taken++;
    if (losesEvery === 0 || taken % losesEvery !== 0) keep();
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
