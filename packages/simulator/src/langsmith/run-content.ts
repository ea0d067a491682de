import { hash01 } from "../hash.ts";
import { planted } from "../planted.ts";
import type { SeenRun } from "./seen-run.ts";
import { isRoot, type SimulatedRun } from "./simulated-run.ts";

const syllables = ["the ", "river ", "of ", "account ", "seven ", "asked ", "for ", "invoice ", "and ", "answer, "];
/** Words without meaning, as long as the longest text. */
const filler = Array.from({ length: 12_000 }, (_, n) => syllables[Math.floor(hash01(5, n) * syllables.length)]!).join(
  "",
);

/** A text that begins with what must not leave and goes on for `length` characters. */
function text(start: string, length: number): string {
  return `${start} ${filler.slice(0, Math.max(0, Math.floor(length)))}`;
}

/** Tags are free text: somebody always puts a name in. One holds a comma. */
export function tagsOf({ run, isRevised }: SeenRun): readonly string[] {
  const tags = [run.number % 2 === 0 ? "canary" : "stable", `for ${planted.person}`, "eu-west, eu-north"];
  return isRevised && isRoot(run) ? [...tags, "reviewed"] : tags;
}

/** The name of a run: functions are named after what they are asked. */
export function nameOf(run: SimulatedRun): string {
  return run.runType === "tool" ? `${run.name}: ${planted.content}` : run.name;
}

/**
 * Everything in a run's record that is content, or points to it, the way the API sends it whether it was asked for or
 * not. Lengths vary as real prompts do: most short, some of 30 KB. What has not ended has no outputs yet.
 */
export function runContent(seed: number, seen: SeenRun): Readonly<Record<string, unknown>> {
  const { run, status } = seen;
  const length = 3_400 * hash01(seed, run.startMicros, run.number, 0xc0) ** 3;
  const long = hash01(seed, run.startMicros, run.number, 0xc1) < 0.02 ? 8 : 1;
  const prompt = text(planted.content, length * long);
  const isOver = status !== "pending";
  const answer = isOver ? text(planted.completion, (length * long) / 3) : undefined;
  return {
    inputs: { question: prompt, headers: { authorization: `Bearer ${planted.secret}` } },
    inputs_preview: prompt.slice(0, 120),
    outputs: answer === undefined ? null : { answer },
    outputs_preview: answer?.slice(0, 120) ?? null,
    messages: [{ role: "user", content: planted.content, name: planted.person }],
    error: status === "error" ? `ValueError('${planted.content}') at ${planted.secret}` : null,
    events: [{ name: "new_token", time: run.startMicros, kwargs: { token: planted.completion } }],
    extra: {
      metadata: {
        ls_provider: run.model?.provider ?? null,
        ls_model_name: run.model?.name ?? null,
        ls_model_type: run.model === undefined ? null : "chat",
        ls_temperature: 0.2,
        ls_max_tokens: 1_024,
        user: planted.person,
      },
      runtime: { sdk: "langsmith-py", platform: "linux" },
      invocation_params: { api_key: planted.secret },
    },
    serialized: run.model === undefined ? null : { kwargs: { prompt: planted.content } },
    manifest: null,
    ...pointers(run),
  };
}

/** Signed addresses of the bodies, and tokens that open them: as good as the content. */
function pointers(run: SimulatedRun): Readonly<Record<string, unknown>> {
  const signed = (what: string): string => `https://blobs.example/${run.id}/${what}?signature=${planted.secret}`;
  return {
    inputs_s3_urls: { ROOT: { presigned_url: signed("inputs") } },
    inputs_or_signed_url: signed("inputs"),
    outputs_s3_urls: null,
    outputs_or_signed_url: signed("outputs"),
    error_or_signed_url: null,
    events_or_signed_url: signed("events"),
    extra_or_signed_url: signed("extra"),
    serialized_or_signed_url: null,
    s3_urls: { extra: signed("extra") },
    manifest_s3_id: signed("manifest"),
    share_token: run.number === 0 ? planted.secret : null,
  };
}
