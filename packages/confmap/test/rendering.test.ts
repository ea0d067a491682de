import { describe, expect, it } from "vitest";
import { decodeConfiguration, effectiveTree, renderJson, renderYaml, type MapNode } from "../src/index.ts";
import { factories } from "./factories.ts";
import { treeOf, type World } from "./load-text.ts";

const text = `
receivers:
  otlp: { protocols: { http: , grpc: { enabled: false } } }
exporters:
  otlphttp/x:
    endpoint: \${env:URL:-https://h}
    headers: { authorization: "Bearer \${TOKEN}", x-tenant: plain-tenant }
    time_out: \${env:WAIT}
    sending_queue: { queue_size: "\${N}" }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp/x] }
`;
const world: World = { env: { TOKEN: "hunter22", WAIT: "9s", N: "0123" } };

async function effective(): Promise<MapNode> {
  const decoded = decodeConfiguration(await treeOf(text, world), factories);
  if ("problems" in decoded) throw new Error(decoded.problems.map(({ message }) => message).join("\n"));
  return effectiveTree(decoded.configuration);
}

describe("the effective configuration", () => {
  it("has every default, the new names of keys, and only what is on", async () => {
    const yaml = renderYaml(await effective(), { redact: false });
    expect(yaml).toContain(
      `receivers:
  otlp:
    protocols:
      grpc:
        enabled: false
      http:
        endpoint: localhost:4318
exporters:
  otlphttp/x:
    endpoint: https://h
    compression: gzip
    headers:
      authorization: Bearer hunter22
      x-tenant: plain-tenant
    timeout: 9s
    sending_queue:
      queue_size: 83
service:
`,
    );
    expect(yaml).toContain("  workers: 1\n  shutdown_timeout: 30s\n");
  });

  it("shows secrets as [REDACTED], and what came through references as it was written", async () => {
    const yaml = renderYaml(await effective(), { redact: true });
    expect(yaml).toContain(`endpoint: https://h
    compression: gzip
    headers:
      authorization: '[REDACTED]'
      x-tenant: '[REDACTED]'
    timeout: \${env:WAIT}
    sending_queue:
      queue_size: \${N}
`);
    expect(yaml).not.toContain("hunter22");
    expect(yaml).not.toContain("plain-tenant");
  });

  it("is the same as JSON", async () => {
    const json = JSON.parse(renderJson(await effective(), { redact: true })) as { service: { workers: number } };
    expect(json.service.workers).toBe(1);
    expect(JSON.stringify(json)).not.toContain("hunter22");
  });
});

describe("a tree", () => {
  it("prints keys and texts so that they read back as what they were", async () => {
    const odd = "__proto__: {constructor: 'true'}\n'1': '0123'\n'': null\nk: ['~', 'a: b', '# c', \"l\\n\"]\n";
    const tree = await treeOf(odd);
    const printed = renderYaml(tree, { redact: true });
    expect(renderYaml(await treeOf(printed), { redact: true })).toBe(printed);
    expect(renderJson(await treeOf(printed), { redact: true })).toBe(renderJson(tree, { redact: true }));
  });

  it("hides a whole part that a reference brought", async () => {
    const tree = await treeOf("a: ${PART}\nb: ${file:f}\n", {
      env: { PART: "{b: hunter22}" },
      files: { f: "c: [hunter22]\n" },
    });
    expect(renderYaml(tree, { redact: true })).toBe("a: ${PART}\nb: ${file:f}\n");
  });
});
