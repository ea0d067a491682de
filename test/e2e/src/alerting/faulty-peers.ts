import type { ServerResponse } from "node:http";
import { LangSmithSimulator, langSmithPlatform, serve } from "@genai-collector/simulator";
import { serveHttp } from "../local-server.ts";
import { langsmithKey } from "../simulated-langsmith.ts";
import type { Stage } from "../stage.ts";

type Answer = (response: ServerResponse) => void;

const json =
  (body: () => object): Answer =>
  (response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body()));
const status =
  (code: number): Answer =>
  (response) =>
    void response.writeHead(code).end();

/** A vendor whose answers depend on the first part of the path. */
export class FaultyVendor {
  readonly endpoint: string;
  /** `/stalled` answers no more. */
  isStalled = false;
  /** How often `/stalled` has answered. */
  readonly answered: () => number;

  private constructor(endpoint: string, answered: () => number) {
    this.endpoint = endpoint;
    this.answered = answered;
  }

  static async open(stage: Stage): Promise<FaultyVendor> {
    let [asked, answered] = [0, 0];
    const answers: Readonly<Record<string, Answer>> = {
      well: json(() => ({})),
      down: status(500),
      stalled: (response) => {
        if (vendor.isStalled) return status(503)(response);
        answered++;
        return json(() => ({}))(response);
      },
      content: json(() => ({ labels: { "gen_ai.prompt": "what is said to a model" } })),
      labels: json(() => ({ labels: { session: `session ${asked++}` } })),
      revised: json(() => ({ value: asked++ })),
    };
    const endpoint = await serveHttp(stage, ({ url = "" }, response) => {
      (answers[url.split("/")[1]!] ?? status(404))(response);
    });
    const vendor = new FaultyVendor(endpoint, () => answered);
    return vendor;
  }
}

/** How long LangSmith's answers about runs are short, from the first one on. */
const shortForMs = 12_000;

/** A simulated LangSmith whose first answers about runs lack one each. Resolves to its API's base URL. */
export async function openShortLangsmith(stage: Stage): Promise<string> {
  const platform = langSmithPlatform(new LangSmithSimulator({ seed: 1, now: Date.now, apiKey: langsmithKey }));
  let firstAt: number | undefined;
  const handle: typeof platform.handle = (request) => {
    const answer = platform.handle(request);
    if (!request.url.includes("/runs/query") || typeof answer.body !== "string") return answer;
    firstAt ??= Date.now();
    return Date.now() - firstAt < shortForMs ? { ...answer, body: withoutOne(answer.body) } : answer;
  };
  const server = await serve({ ...platform, handle }, 0);
  stage.defer(() => server.close());
  return `${server.endpoint}/api/v1`;
}

function withoutOne(body: string): string {
  const answer = JSON.parse(body) as { readonly runs?: readonly unknown[] };
  return answer.runs === undefined ? body : JSON.stringify({ ...answer, runs: answer.runs.slice(1) });
}

/** An `Export…ServiceResponse` whose `partial_success` says that one item was rejected. */
const oneRejected = Uint8Array.of(0x0a, 0x02, 0x08, 0x01);

/** An OTLP sink whose answers depend on the first part of the path. Resolves to its URL. */
export function openFaultySink(stage: Stage): Promise<string> {
  const answers: Readonly<Record<string, Answer>> = {
    well: (response) => void response.writeHead(200, { "content-type": "application/x-protobuf" }).end(),
    down: status(503),
    refuses: status(400),
    rejects: (response) => void response.writeHead(200, { "content-type": "application/x-protobuf" }).end(oneRejected),
    hangs: () => undefined,
  };
  return serveHttp(stage, (request, response) => {
    request.resume();
    request.once("end", () => (answers[request.url!.split("/")[1]!] ?? status(404))(response));
  });
}
