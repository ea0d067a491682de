import { CollectorError } from "@genai-collector/component";
import { rejectedItemsCode, tooLargeCode, type SendRequest } from "@genai-collector/exporterhelper";
import { createMetrics, logsFromRanges, merge, type Metrics } from "@genai-collector/pdata";
import { VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bodiesOf, ledgerPath, letterOf, logsOf, ReplayScene } from "./replay-scene.ts";

const away = new CollectorError("EXPORT_UNAVAILABLE", "away", { kind: "retryable" });
const rejected = (items: number, reason = "too_old", code = rejectedItemsCode): CollectorError =>
  new CollectorError(code, "no", { kind: "gap", rejected: [{ items, reason }] });
const sent = ({ taken }: ReplayScene): readonly (readonly string[])[] => taken.map(({ payload }) => bodiesOf(payload));

describe("a replay", () => {
  it("sends letters in order through the pipeline that has a guard, towards their exporter alone, and nothing else is made", async () => {
    const scene = new ReplayScene();
    await scene.keep(letterOf(logsOf("a", "b")), letterOf(logsOf("c")));
    const { code, out, err } = await scene.replay();
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("taken         2 letters, 3 items\n  items sent    3\n  left          0 letters, 0 items");
    expect(sent(scene)).toEqual([["a", "b"], ["c"]]);
    expect(await scene.left()).toEqual([]);
  });

  it("of two stores sends nothing of either where something of the other has no guard to pass", async () => {
    const scene = new ReplayScene();
    scene.extensions = { "dead_letter/other": { directory: "/others" } };
    await scene.keep(letterOf(logsOf("guarded")));
    const coverage = { receiver: "forbidden/other", loop: "runs", pass: "", from: 0, to: 1, observedAt: 1 };
    await scene.keepIn("/others", letterOf(logsOf("bare"), { coverage }));
    const { code, err } = await scene.replay();
    expect([code, sent(scene)]).toEqual([1, []]);
    expect(err).toContain("nothing was sent: no guard processor stands in logs/bare");
    expect((await scene.replay("--without-guard")).code).toBe(0);
    expect(sent(scene)).toEqual([["guarded"], ["bare"]]);
  });

  it("of two stores that is told to stop sends nothing of the second either", async () => {
    const scene = new ReplayScene();
    scene.extensions = { "dead_letter/other": { directory: "/others" } };
    await scene.keep(letterOf(logsOf("a")));
    await scene.keepIn("/others", letterOf(logsOf("b")));
    scene.answer = () => {
      scene.signals.emit("SIGTERM", "SIGTERM");
      return undefined;
    };
    const { code, out } = await scene.replay();
    expect([code, sent(scene)]).toEqual([1, [["a"]]]);
    expect(out).toContain("left as not sent: the replay ended before: 1 letter, 1 item");
  });

  it("from a directory that is not there says so: nothing may have been asked for by mistake", async () => {
    const { code, err, out } = await new ReplayScene().replay("--from", "/lettres");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("--from /lettres: no such directory");
    expect(await new ReplayScene().replay()).toEqual({ code: 0, out: "no dead letters\n", err: "" });
  });

  it("leaves the ledger of the collector alone, which may be running", async () => {
    const scene = new ReplayScene();
    await scene.keep(letterOf(logsOf("a")));
    const running = new VirtualRuntime(scene.world);
    expect(await scene.world.until(running.files.lock(`${ledgerPath}.lock`))).toBeDefined();
    expect(await scene.replay()).toMatchObject({ code: 0, err: "" });
    expect(scene.world.disk.get(ledgerPath)).toBeUndefined();
  });

  it("gives polled data its coverage, and does not settle it again", async () => {
    const scene = new ReplayScene();
    const coverage = {
      receiver: "forbidden",
      loop: "cost",
      pass: "",
      from: 0,
      to: 60_000,
      bucketMs: 60_000,
      observedAt: 60_001,
    };
    const dataPoints = [{ attributes: [], timeUnixNano: 60_000_000_000n, asInt: 7n }];
    const metrics = createMetrics({
      resourceMetrics: [
        { resource: { attributes: [] }, scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }] },
      ],
    });
    await scene.keep(letterOf(metrics, { coverage, pipelines: ["metrics"] }));
    expect(await scene.replay()).toMatchObject({ code: 0 });
    expect(scene.taken.map((request) => [request.coverage, (request.payload as Metrics).items])).toEqual([
      [coverage, 1],
    ]);
  });

  it("sends polled data through the pipeline of the receiver that polled it, guarded or not", async () => {
    const scene = new ReplayScene();
    const coverage = { receiver: "forbidden/other", loop: "runs", pass: "", from: 0, to: 1, observedAt: 1 };
    await scene.keep(letterOf(logsOf("a"), { coverage }));
    expect(await scene.replay()).toMatchObject({ code: 1, err: expect.stringContaining("stands in logs/bare") });
    expect(sent(scene)).toEqual([]);
    expect(await scene.replay("--without-guard")).toMatchObject({ code: 0 });
  });

  it("keeps of a letter what is refused again, with its attempts counted", async () => {
    const scene = new ReplayScene();
    scene.answer = ({ payload }) => (bodiesOf(payload).includes("b") ? rejected(payload.items) : undefined);
    await scene.keep(letterOf(logsOf("a", "b", "c")), letterOf(logsOf("d")), letterOf(logsOf("b")));
    const { code, out } = await scene.replay();
    expect(code).toBe(1);
    expect(out).toContain("left as EXPORT_REJECTED_ITEMS: 2 letters, 2 items");
    expect(sent(scene).flat()).toEqual(["a", "c", "d"]);
    await scene.replay();
    expect((await scene.letters()).map(({ payload, head }) => [bodiesOf(payload), head.attempts])).toEqual([
      [["b"], 2],
      [["b"], 2],
    ]);
    scene.answer = () => undefined;
    expect(await scene.replay()).toMatchObject({ code: 0 });
    expect(sent(scene).flat()).toEqual(["a", "c", "d", "b", "b"]);
  });

  it("cuts what is too large, and keeps the item that is too large alone", async () => {
    const scene = new ReplayScene();
    scene.answer = ({ payload }: SendRequest) =>
      payload.items > 1 || bodiesOf(payload).includes("b")
        ? rejected(payload.items, "payload_too_large", tooLargeCode)
        : undefined;
    await scene.keep(letterOf(logsOf("a", "b", "c")));
    expect(await scene.replay()).toMatchObject({ code: 1 });
    expect([sent(scene).flat(), await scene.left()]).toEqual([["a", "c"], [["b"]]]);
  });

  it("lets go of a letter of which the sink rejects some without saying which, and says what is lost", async () => {
    const scene = new ReplayScene();
    scene.answer = (request) => {
      scene.taken.push(request);
      return rejected(1, "partial_success", "EXPORT_PARTIAL");
    };
    await scene.keep(letterOf(logsOf("a", "b", "c")));
    const { code, out } = await scene.replay();
    expect([code, await scene.left()]).toEqual([1, []]);
    expect(out).toContain("items sent    2\n  items lost    1, rejected by a sink that does not say which");
  });

  it("ends where the sink is away: one letter has tried in vain, the others were not sent", async () => {
    const scene = new ReplayScene();
    let asked = 0;
    scene.answer = () => {
      asked++;
      return away;
    };
    await scene.keep(...["a", "b", "c"].map((body) => letterOf(logsOf(body))));
    const { code, out } = await scene.replay();
    expect(code).toBe(1);
    expect(out).toContain("left as EXPORT_UNAVAILABLE: 1 letter, 1 item");
    expect(out).toContain("left as not sent: the replay ended before: 2 letters, 2 items");
    expect((await scene.letters()).map(({ head: { attempts } }) => attempts)).toEqual([1, 0, 0]);
    expect(asked).toBeLessThan(4); // within the budget of the exporter
  });

  it("keeps what nothing can read, and sends what it was kept with", async () => {
    const scene = new ReplayScene();
    const broken = logsFromRanges([{ bytes: Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]) }]);
    await scene.keep(letterOf(merge([logsOf("a"), broken])), letterOf(broken));
    expect(await scene.replay()).toMatchObject({ code: 1 });
    expect(sent(scene)).toEqual([["a"]]);
    expect((await scene.letters()).map(({ payload }) => payload.items)).toEqual([1, 1]);
  });

  it("leaves letters alone to which no pipeline leads any more, and those of exporters that were not asked for", async () => {
    const scene = new ReplayScene();
    await scene.keep(
      letterOf(logsOf("a"), { exporter: "gone" }),
      letterOf(logsOf("b")),
      letterOf(logsOf("c"), { exporter: "debug" }),
    );
    expect(await scene.replay("--exporter", "scripted")).toMatchObject({ code: 0 });
    expect([sent(scene), await scene.left()]).toEqual([[["b"]], [["a"], ["c"]]]);
    const { code, out } = await scene.replay();
    expect([code, await scene.left()]).toEqual([1, [["a"]]]);
    expect(out).toContain("exporter gone\n  found         1 letter, 1 item");
    expect(out).toContain("left as no_pipeline");
  });

  it("stops in order when it is told to: the letter on its way stays, and no attempt is counted", async () => {
    const scene = new ReplayScene();
    scene.answer = () => {
      scene.signals.emit("SIGTERM", "SIGTERM");
      return away;
    };
    await scene.keep(letterOf(logsOf("a")), letterOf(logsOf("b")));
    expect(await scene.replay()).toMatchObject({ code: 1 });
    expect((await scene.letters()).map(({ head: { attempts } }) => attempts)).toEqual([0, 0]);
  });

  it("--dry-run says what is there, and changes nothing", async () => {
    const scene = new ReplayScene();
    await scene.keep(letterOf(logsOf("a", "b")), letterOf(logsOf("c"), { reason: "budget_spent" }));
    const { code, out } = await scene.replay("--dry-run");
    expect([code, out]).toEqual([
      0,
      "exporter scripted\n  found         2 letters, 3 items\n  refused as logs, too_old: 1 letter, 2 items\n" +
        "  refused as logs, budget_spent: 1 letter, 1 item\n",
    ]);
    expect([sent(scene), await scene.left()]).toEqual([[], [["a", "b"], ["c"]]]);
  });
});

describe("the disk of a replay", () => {
  it("that takes no word about a letter ends it: nothing more is sent that would be sent again", async () => {
    const scene = new ReplayScene();
    await scene.keep(letterOf(logsOf("a")), letterOf(logsOf("b")));
    const mended = scene.world.disk.fail({ call: "write", path: /marks/, code: "ENOSPC" });
    const { code, err } = await scene.replay();
    expect([code, sent(scene)]).toEqual([1, [["a"]]]);
    expect(err).toContain("cannot write down what became of a letter, which may be sent twice: ENOSPC");
    mended();
    expect(await scene.replay()).toMatchObject({ code: 0 });
    expect(sent(scene)).toEqual([["a"], ["a"], ["b"]]);
  });

  it("that cannot free room costs no more than that", async () => {
    const scene = new ReplayScene();
    await scene.keep(letterOf(logsOf("a")));
    const mended = scene.world.disk.fail({ call: "remove", path: /letters$/, code: "EIO" });
    expect(await scene.replay()).toMatchObject({ code: 0 });
    mended();
    expect(await scene.replay()).toMatchObject({ code: 0, out: "no dead letters\n" });
    expect(scene.world.disk.list("/letters/worker-0").filter((path) => path.endsWith("letters"))).toEqual([]);
  });
});
