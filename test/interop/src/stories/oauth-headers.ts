import { eventually } from "@genai-collector/test-e2e/eventually";
import { serveHttp } from "@genai-collector/test-e2e/local-server";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { expect } from "vitest";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

/** The token endpoint of RFC 6749 §4.4; `asked` is what clients have sent it. */
async function openTokenServer(stage: Stage): Promise<{ readonly url: string; readonly asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const endpoint = await serveHttp(stage, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.once("end", () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ access_token: "t0ken", token_type: "Bearer", expires_in: 3_600 }));
    });
  });
  return { url: `${endpoint}/token`, asked };
}

/** A token that is fetched, and a header that comes from the client's own. */
export const oauthHeadersStory = defineStory({
  name: "06-oauth-headers",
  async play(stage, program) {
    const [sinkA, sinkB, tokens] = [
      await OtlpSink.open(stage),
      await OtlpSink.open(stage),
      await openTokenServer(stage),
    ];
    const side = await startSide(stage, program, configurationFile("configs", "06-oauth-headers.yaml"), {
      listeners: ["http"],
      set: ({ http }) => [
        `receivers::otlp::protocols::http::endpoint=${http}`,
        `exporters::otlp_http/a::endpoint=${sinkA.endpoint}`,
        `exporters::otlp_http/b::endpoint=${sinkB.endpoint}`,
        `extensions::oauth2client::token_url=${tokens.url}`,
      ],
      env: { OAUTH_SECRET: "s3cret" },
    });
    const body = richRequest("traces", 1);
    const { status } = await post(side.address("http"), "traces", body, { "x-tenant": "tenant-7" });
    await eventually("both sinks", () => sinkA.taken.length + sinkB.taken.length === 2);
    return {
      side,
      outcome: {
        status,
        scopes: tokens.asked.map((form) => [form.get("grant_type"), form.get("scope")]),
        items: [itemsAt(sinkA, "traces"), itemsAt(sinkB, "traces")],
        authorization: sinkA.taken[0]!.headers.authorization,
        tenant: sinkB.taken[0]!.headers["x-scope-orgid"],
      },
    };
  },
  check({ items, ...rest }) {
    const sent = itemsIn("traces", richRequest("traces", 1));
    expect(items).toEqual([sent, sent]);
    expect(rest).toEqual({
      status: 200,
      scopes: [["client_credentials", "telemetry.write"]],
      authorization: "Bearer t0ken",
      tenant: "tenant-7",
    });
  },
});
