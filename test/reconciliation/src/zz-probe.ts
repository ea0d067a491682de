import { Reconciliation } from "./reconciliation.ts";
import { quiet } from "./story.ts";
const r = await Reconciliation.open({ seed: 1, hours: 1, story: quiet });
r.start();
await r.world.advance(1_800_000);
const parts: Uint8Array[] = [];
const page = await r.world.until((async () => { const { chunks } = await r.world.network.exchange({ method: "GET", url: "http://127.0.0.1:8888/metrics", headers: {}, signal: new AbortController().signal }, "localhost"); for await (const chunk of chunks) parts.push(chunk); return Buffer.concat(parts).toString(); })());

console.log(page.split("\n").filter((l) => new RegExp(process.argv[2]!).test(l)).join("\n"));
