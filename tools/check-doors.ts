// Only the real runtime and the transports touch the real world; everything else is handed its doors, so that it runs
// in virtual time. Run: node tools/check-doors.ts [root]
import { codeOnly, isTest, lineOf, sourceFiles } from "./source-files.ts";

/** Programs of their own, and the places that are doors. */
const doors = [
  /^packages\/collector\/src\/(runtime\/|cli\.ts$|build-info\.ts$|logger\.ts$|.*-doors\.ts$|program\/)/,
  /^packages\/config\/src\/http-client\/transport[^/]*\.ts$/,
  // Loads a library where it is needed, and nothing else.
  /^packages\/config\/src\/schema\/validation\/load-ajv\.ts$/,
  // What a gRPC library does by itself is covered by tests over real sockets.
  /^exporters\/otlp-grpc\/src\/transport[^/]*\.ts$/,
  /^packages\/(simulator|quickstart)\//,
  // Virtual time is driven by the real event loop, and compresses for real.
  /^packages\/testkit\/src\/(world|virtual-)[^/]*\.ts$/,
  /^(tools|test|examples)\//,
  /^packages\/docs\//,
];

const calls: Readonly<Record<string, RegExp>> = {
  "Date.now": /\bDate\.now\b/g,
  "new Date()": /\bnew Date\(\s*\)/g,
  "performance.now": /\bperformance\.now\b/g,
  "setTimeout, setInterval, setImmediate": /(?<![.\w])(?:globalThis\.)?set(?:Timeout|Interval|Immediate)\s*\(/g,
  "AbortSignal.timeout": /\bAbortSignal\.timeout\b/g,
  "Math.random": /\bMath\.random\b/g,
  "crypto.randomUUID": /\brandomUUID\b/g,
  "process.env, process.hrtime": /\bprocess\.(?:env|hrtime|memoryUsage|cpuUsage|exit)\b/g,
  fetch: /(?<![.\w])fetch\s*\(/g,
};

/** Built-in modules that are doors. Pure ones (buffer, path, url, util) may be used anywhere. */
const builtins =
  /\bfrom\s*"node:(fs|fs\/promises|zlib|http|https|http2|net|tls|dgram|dns|dns\/promises|child_process|cluster|os|worker_threads|timers|timers\/promises|perf_hooks|process|module)"/g;

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Every use of a door outside the list. */
export async function checkDoors(root: string): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { path, text } of await sourceFiles(root)) {
    if (isTest(path) || doors.some((door) => door.test(path))) continue;
    const code = codeOnly(text);
    for (const [name, call] of Object.entries(calls)) {
      for (const match of code.matchAll(call))
        violations.push({
          path,
          line: lineOf(text, match.index),
          message: `${name} is a door to the world; take it from settings.runtime`,
        });
    }
    for (const match of text.matchAll(builtins))
      violations.push({
        path,
        line: lineOf(text, match.index),
        message: `node:${match[1]} is a door to the world; only the real runtime and transports import it`,
      });
  }
  return violations;
}

if (import.meta.main) {
  const violations = await checkDoors(process.argv[2] ?? ".");
  for (const { path, line, message } of violations) console.error(`${path}:${line}: ${message}`);
  console.log(
    violations.length === 0
      ? "no door to the world outside the runtime"
      : `${violations.length} doors to the world outside the runtime`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}
