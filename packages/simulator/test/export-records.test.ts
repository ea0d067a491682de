import { describe, expect, it } from "vitest";
import { planted, plantedTexts, type PortkeyOptions, type TrueRecord } from "../src/index.ts";
import { hour, minute, noon } from "./ask.ts";
import { Exporting, settled, usualFields, type Fields } from "./exporting.ts";

const contentFields = ["request", "response", "prompt", "messages", "inputs", "outputs"];
const injected = ["metadata", "portkeyHeaders"];

/** The time of a record, in either way in which the platform writes it. */
function timeOf({ created_at }: Fields): number {
  return Date.parse(String(created_at).replace(/ \(.*\)$/, ""));
}

describe("a record", () => {
  it("has the fields and the types that were seen live", async () => {
    const records = await new Exporting({ exports: { content: "asked" } }).records();
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const record of records) {
      expect(record).toMatchObject({
        id: expect.stringMatching(uuid),
        trace_id: expect.any(String),
        created_at: expect.any(String),
        response_time: expect.any(Number),
        response_status_code: expect.any(Number),
        ai_org: expect.any(String),
        ai_model: expect.any(String),
        cost: expect.any(Number),
        total_units: (record["req_units"] as number) + (record["res_units"] as number),
        cache_status: expect.any(String),
        portkeyHeaders: { "x-portkey-config": "pc-default" },
      });
      expect("prompt_slug" in record).toBe("prompt_id" in record);
      expect("prompt_slug" in record).toBe("prompt_version_id" in record);
    }
    const share = (is: (record: Fields) => boolean): number => records.filter(is).length / records.length;
    expect(share(({ trace_id }) => uuid.test(String(trace_id)))).toBeCloseTo(0.55, 1);
    expect(share(({ created_at }) => String(created_at).includes("(Coordinated Universal Time)"))).toBeCloseTo(0.1, 1);
    expect(share(({ metadata }) => typeof metadata === "string")).toBeCloseTo(0.05, 1);
    expect(share((record) => "prompt_slug" in record)).toBeCloseTo(0.3, 1);
    expect(new Set(records.map(({ ai_org }) => ai_org)).size).toBe(3);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  });

  it("holds what was asked for and what is always there; unknown names are ignored", async () => {
    const names = async (requested: readonly string[], content: "asked" | "always"): Promise<readonly string[]> => {
      const [record] = await new Exporting({ exports: { content } }).records({ ...settled, requested });
      return Object.keys(record!).toSorted();
    };
    expect(await names(["id", "cost", "ai_provider", "currency"], "asked")).toEqual(
      ["cost", "id", ...injected].toSorted(),
    );
    expect(await names(["request", "prompt"], "asked")).toEqual(["prompt", "request", ...injected].toSorted());
    expect(await names([], "asked")).toEqual(injected);
    expect(await names(["id"], "always")).toEqual(["id", ...injected, ...contentFields].toSorted());
  });

  it("has content planted in it, whatever was asked for, and every field of content has its own", async () => {
    for (const line of await new Exporting({ exports: { content: "asked" } }).lines()) {
      for (const text of [planted.content, planted.secret, planted.person]) expect(line).toContain(text);
    }
    for (const line of await new Exporting().lines()) {
      for (const text of plantedTexts) expect(line).toContain(text);
      const record = JSON.parse(line) as Fields;
      for (const name of [...contentFields, ...injected])
        expect(plantedTexts.some((text) => JSON.stringify(record[name]).includes(text))).toBe(true);
      for (const name of usualFields)
        expect(plantedTexts.some((text) => (JSON.stringify(record[name]) ?? "").includes(text))).toBe(false);
    }
  });

  it.each([
    ["record_missing_field", (value: unknown) => value === undefined],
    ["record_null_field", (value: unknown) => value === null],
    ["record_text_number", (value: unknown) => typeof value === "string"],
    ["record_huge_field", (value: unknown) => value === 1e300 || (value as string).length >= 200_000],
    ["record_renamed_field", (value: unknown) => value === undefined],
  ] as const)("%s: of some records one field is not as it was, and all else is", async (kind, isDrifted) => {
    const good = await new Exporting().records();
    const exporting = new Exporting();
    const { id } = exporting.under(kind, "#start", () => {
      const created = exporting.create();
      exporting.start(created.id);
      return created;
    });
    exporting.now += hour;
    const lines = (await exporting.read(exporting.link(id))).bytes.toString().trimEnd().split("\n");
    const records = lines.map((line) => JSON.parse(line) as Fields);
    expect(records).toHaveLength(good.length);
    const struck = new Set<string>();
    for (const [index, record] of records.entries()) {
      const whole = good[index]!;
      const changed = Object.keys(whole).filter((name) => JSON.stringify(record[name]) !== JSON.stringify(whole[name]));
      expect(changed.length).toBeLessThanOrEqual(1);
      for (const name of changed) {
        expect([name, isDrifted(record[name])]).toEqual([name, true]);
        if (kind === "record_renamed_field") expect(record[`${name}_v2`]).toEqual(whole[name]);
        struck.add(name);
      }
    }
    expect(struck.size).toBeGreaterThanOrEqual(2);
  });

  it("has letters of several bytes, so that buffers have edges within them", async () => {
    const [line] = await new Exporting().lines();
    expect(Buffer.byteLength(line!)).toBeGreaterThan(line!.length);
  });
});

describe("the truth of the log", () => {
  const requested = [...usualFields, "mode", "is_success", "cost_currency"];

  /** A record without what must not leave, in the form of the truth. */
  function seen(record: Fields): Fields {
    const { id, created_at, metadata, ...others } = record;
    const isFree = ([name]: readonly [string, unknown]): boolean => ![...contentFields, ...injected].includes(name);
    return {
      id,
      time: timeOf({ created_at }),
      fields: Object.fromEntries(Object.entries(others).filter(isFree)),
      metadata: typeof metadata === "string" ? JSON.parse(metadata) : metadata,
    };
  }

  const told = ({ id, time, fields, metadata }: TrueRecord): Fields => ({ id, time, fields, metadata });

  it.each([1, 2, 3])("is what a naive reader of the export sees (seed %i)", async (seed) => {
    const exporting = new Exporting({ seed });
    const records = await exporting.records({ ...settled, requested });
    const truth = [...exporting.simulator.logTruth(settled)];
    expect(truth.length).toBeGreaterThan(500);
    expect(records.map(seen)).toEqual(truth.map(told));
  });

  it("agrees with what the graphs add up to", () => {
    const { simulator } = new Exporting();
    const records = [...simulator.logTruth(settled)];
    const graphs = simulator.truth(settled);
    const graph = (metric: string): number =>
      graphs
        .filter((value) => value.metric === metric && (value.labels["token_type"] ?? "total") === "total")
        .reduce((sum, { value }) => sum + value, 0);
    const log = (field: string): number => records.reduce((sum, { fields }) => sum + Number(fields[field]), 0);
    expect(records).toHaveLength(graph("requests"));
    expect(log("total_units")).toBe(graph("tokens"));
    expect(log("cost") / 100).toBeCloseTo(graph("cost_usd"), 9);
    expect(records.filter(({ fields }) => fields["response_status_code"] !== 200)).toHaveLength(graph("errors"));
  });

  it("splits by keys and workspaces as the export does, and the parts are the whole", async () => {
    const workspaces = { production: ["a", "b"], staging: ["c"] };
    const exporting = new Exporting({ workspaces });
    const idsOf = async (
      workspace: string,
      api_key_ids: readonly string[] | undefined,
    ): Promise<readonly unknown[]> => {
      const filters = api_key_ids === undefined ? {} : { api_key_ids };
      return (await exporting.records({ ...settled, workspace, filters })).map(({ id }) => id);
    };
    const truth = (workspace?: string, apiKeyIds?: readonly string[]): readonly string[] =>
      [...exporting.simulator.logTruth({ ...settled, workspace, apiKeyIds })].map(({ id }) => id);
    expect(await idsOf("production", undefined)).toEqual(truth("production"));
    expect(await idsOf("staging", undefined)).toEqual(truth(undefined, ["c"]));
    expect(await idsOf("production", ["b"])).toEqual(truth("production", ["b"]));
    expect(await idsOf("production", ["c"])).toEqual([]);
    expect([...truth("production", ["a"]), ...truth("production", ["b"]), ...truth("staging")].toSorted()).toEqual(
      truth().toSorted(),
    );
  });

  it("windows side by side: half-open loses and repeats nothing, inclusive repeats, exclusive loses", async () => {
    const options: Partial<PortkeyOptions> = { requestsPerMinute: 600 };
    const middle = noon - 90 * minute;
    const idsOf = async (bounds: "half-open" | "inclusive" | "exclusive"): Promise<readonly unknown[]> => {
      const exporting = new Exporting({ ...options, exports: { bounds } });
      const [one, other] = [
        await exporting.records({ from: middle - minute, to: middle }),
        await exporting.records({ from: middle, to: middle + minute }),
      ];
      return [...one, ...other].map(({ id }) => id);
    };
    const { simulator } = new Exporting(options);
    const truth = [...simulator.logTruth({ from: middle - minute, to: middle + minute })];
    const ids = truth.map(({ id }) => id);
    const atBound = truth.filter(({ time }) => time === middle).length;
    expect(atBound).toBeGreaterThan(0);
    expect(await idsOf("half-open")).toEqual(ids);
    const inclusive = await idsOf("inclusive");
    expect(inclusive.length - new Set(inclusive).size).toBe(atBound);
    const exclusive = new Set(await idsOf("exclusive"));
    expect(truth.filter(({ id, time }) => time === middle && exclusive.has(id))).toEqual([]);
  });

  it("a record that arrives late is in no job that was created before, and in the truth", async () => {
    const exporting = new Exporting();
    const open = { from: noon - 10 * minute, to: noon };
    const early = exporting.create(open);
    exporting.now += 4 * minute;
    const late = exporting.create(open);
    expect(late.total).toBeGreaterThan(early.total);
    const seenAt = (time?: number): number => [...exporting.simulator.logTruth({ ...open, seenAt: time })].length;
    expect([seenAt(noon), seenAt()]).toEqual([early.total, late.total]);
  });
});

describe("the same seed", () => {
  const transcript = async (seed: number): Promise<readonly unknown[]> => {
    const exporting = new Exporting({ seed, faultRates: { server_error: 0.1, cut: 0.1, job_failed: 0.2, lost: 0.1 } });
    const said: unknown[] = [];
    for (let window = 0; window < 10; window++) {
      const from = noon - (window + 2) * hour;
      const body = exporting.bodyOf({ from, to: from + hour });
      said.push(exporting.ask("POST", "/logs/exports", body));
      const id = `exp-${exporting.simulator.jobs.length}`;
      said.push(exporting.ask("POST", `/logs/exports/${id}/start`));
      exporting.now += 5 * minute;
      const link = exporting.ask("GET", `/logs/exports/${id}/download`);
      said.push(exporting.ask("GET", `/logs/exports/${id}`), link);
      if (link.status === 200) said.push(await exporting.read(String((JSON.parse(link.body) as Fields)["signed_url"])));
    }
    return said;
  };

  it("gives the same bytes, links and faults; another seed gives others", async () => {
    const first = await transcript(5);
    expect(await transcript(5)).toEqual(first);
    expect(await transcript(6)).not.toEqual(first);
  });
});
