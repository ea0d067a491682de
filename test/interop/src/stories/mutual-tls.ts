import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { expect } from "vitest";
import { pemFile } from "../certificates.ts";
import { GrpcClient } from "../grpc-client.ts";
import { richRequest } from "../rich-request.ts";
import { startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

/** The names that the file gives them, and ours. */
const certificates = {
  "ca.crt": "ca",
  "server.crt": "server",
  "server.key": "server-key",
  "client.crt": "client",
  "client.key": "client-key",
};

/** Certificates on both sides, in and out, and basic authentication on the way out. */
export const mutualTlsStory = defineStory({
  name: "04-mtls",
  async play(stage, program) {
    await mkdir(stage.path("certificates"));
    for (const [name, pem] of Object.entries(certificates))
      await copyFile(pemFile(pem), stage.path("certificates", name));
    const [cert, key, ca] = await Promise.all(["server", "server-key", "ca"].map((name) => readFile(pemFile(name))));
    const sink = await OtlpSink.open(stage, 0, { cert, key, ca, requestCert: true, rejectUnauthorized: true });
    const side = await startSide(stage, program, configurationFile("configs", "04-mtls.yaml"), {
      listeners: ["grpc"],
      set: ({ grpc }) => [
        `receivers::otlp::protocols::grpc::endpoint=${grpc}`,
        `exporters::otlp_http::endpoint=${sink.endpoint}`,
      ],
      env: { CERTS: stage.path("certificates"), SINK_USER: "user", SINK_PASSWORD: "pässword" },
    });
    const address = side.address("grpc").replace("127.0.0.1", "localhost");
    const bare = await GrpcClient.open(stage, address, "tls").send("metrics", richRequest("metrics", 1));
    const answer = await GrpcClient.open(stage, address, "mtls").send("metrics", richRequest("metrics", 2));
    await eventually("the sink to have it", () => sink.taken.length === 1);
    const { authorization } = sink.taken[0]!.headers;
    return { side, outcome: { codes: [bare.code, answer.code], items: itemsAt(sink, "metrics"), authorization } };
  },
  check({ codes, items, authorization }) {
    expect(codes).toEqual([14, 0]);
    expect(items).toEqual(itemsIn("metrics", richRequest("metrics", 2)));
    expect(authorization).toBe(`Basic ${Buffer.from("user:pässword").toString("base64")}`);
  },
});
