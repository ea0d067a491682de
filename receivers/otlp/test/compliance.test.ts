import type { Payload, Signal } from "@genai-collector/pdata";
import { concat, generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { otlpReceiverFactory } from "../src/index.ts";

const generators: readonly (readonly [Signal, () => Payload])[] = [
  ["traces", generateTraces],
  ["metrics", generateMetrics],
  ["logs", generateLogs],
];

for (const [signal, generate] of generators) {
  for (const acknowledge of ["accepted", "delivered"]) {
    describeReceiver(otlpReceiverFactory, {
      config: { protocols: { http: {} }, acknowledge },
      push: {
        signal,
        async send(client, abort) {
          const http = client.http.open({});
          const body = [
            concat(
              generate()
                .encoded()
                .map(({ bytes }) => bytes),
            ),
          ];
          const headers = { "content-type": "application/x-protobuf" };
          const url = `http://localhost:4318/v1/${signal}`;
          try {
            const answer = await http.request({ method: "POST", url, headers, body, signal: abort });
            return answer.status === 200 ? "taken" : "refused";
          } finally {
            await http.close();
          }
        },
      },
    });
  }
}
