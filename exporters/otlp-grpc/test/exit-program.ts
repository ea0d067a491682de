// A process of its own: sends once to the endpoint that it is given, shuts the exporter down, and has nothing left to do.
// It must end by itself.
import { generateLogs } from "@genai-collector/testkit";
import { noRetry, setScene } from "./scene.ts";

const [endpoint = "", config = "{}"] = process.argv.slice(2);
const scene = await setScene({ endpoint, ...noRetry, ...(JSON.parse(config) as object) });
const error = await scene.outcome(generateLogs());
await scene.shutdown();
console.log(error?.code ?? "delivered");
