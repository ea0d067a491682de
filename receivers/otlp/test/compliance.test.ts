import type { HttpResponse } from "@genai-collector/component";
import type { Payload, Signal } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { otlpReceiverFactory } from "../src/index.ts";
import { exportPath, framed, requestOf } from "./grpc-scene.ts";

const generators: readonly (readonly [Signal, () => Payload])[] = [
  ["traces", generateTraces],
  ["metrics", generateMetrics],
  ["logs", generateLogs],
];

/** How each protocol carries a request, and whether its answer says that it was taken. */
const protocols = {
  http: {
    url: (signal: Signal) => `http://localhost:4318/v1/${signal}`,
    headers: { "content-type": "application/x-protobuf" },
    bodyOf: requestOf,
    isTaken: (answer: HttpResponse) => answer.status === 200,
  },
  grpc: {
    url: (signal: Signal) => `http://localhost:4317${exportPath[signal]}`,
    headers: { "content-type": "application/grpc", te: "trailers" },
    bodyOf: (payload: Payload) => framed(requestOf(payload)),
    // An error is an answer without a body: its status stands in the headers.
    isTaken: (answer: HttpResponse) => answer.headers["grpc-status"] === undefined,
  },
};

for (const [signal, generate] of generators) {
  for (const acknowledge of ["accepted", "delivered"]) {
    for (const [name, protocol] of Object.entries(protocols)) {
      describeReceiver(otlpReceiverFactory, {
        config: { protocols: { [name]: {} }, acknowledge },
        push: {
          signal,
          async send(client, abort) {
            const http = client.http.open({});
            const body = [protocol.bodyOf(generate())];
            const { headers } = protocol;
            try {
              const url = protocol.url(signal);
              const answer = await http.request({ method: "POST", url, headers, body, signal: abort });
              return protocol.isTaken(answer) ? "taken" : "refused";
            } finally {
              await http.close();
            }
          },
        },
      });
    }
  }
}
