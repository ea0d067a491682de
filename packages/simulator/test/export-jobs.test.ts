import { describe, expect, it } from "vitest";
import { hour, minute, noon } from "./ask.ts";
import { Exporting, settled, type Fields } from "./exporting.ts";
import type { PortkeyFaultKind } from "../src/index.ts";

const errorOf = ({ status, body }: { readonly status: number; readonly body: string }): readonly unknown[] => [
  status,
  (JSON.parse(body) as { readonly data?: { readonly errorCode?: string } }).data?.errorCode,
];

describe("an export job", () => {
  it("answers as the vendor does: create, poll, download", () => {
    const exporting = new Exporting();
    const created = exporting.ask("POST", "/logs/exports", exporting.bodyOf(settled));
    expect(JSON.parse(created.body)).toMatchObject({
      id: expect.any(String),
      total: expect.any(Number),
      object: "export",
    });
    const { id } = JSON.parse(created.body) as { readonly id: string };
    expect(JSON.parse(exporting.ask("GET", `/logs/exports/${id}`).body)).toMatchObject({
      id,
      status: "draft",
      object: "export",
      filters: { page_size: 50_000, current_page: 0 },
      description: "test/pk/logs",
    });
    const started = exporting.ask("POST", `/logs/exports/${id}/start`);
    expect(JSON.parse(started.body)).toMatchObject({ message: expect.any(String), object: "export" });
    exporting.now += 30 * minute;
    const download = JSON.parse(exporting.ask("GET", `/logs/exports/${id}/download`).body) as Fields;
    expect(download["object"]).toBe("export");
    expect(download["signed_url"]).toMatch(
      /^https:\/\/objects\.example\.net\/exp-\d+\.jsonl\?.*X-Amz-Expires=21600&.*X-Amz-Signature=[0-9a-f]{64}$/,
    );
  });

  it("goes from draft over queued and in_progress to success, as time goes by", () => {
    const exporting = new Exporting({ exports: { queueMs: 5_000, msPerThousandRows: 60_000 } });
    const { id, total } = exporting.create();
    expect(exporting.status(id)).toBe("draft");
    exporting.now += hour;
    expect(exporting.status(id)).toBe("draft");
    exporting.start(id);
    const begin = exporting.now;
    const seen = [0, 4_999, 5_000, 5_000 + total * 60 - 1, 5_000 + total * 60].map((after) => {
      exporting.now = begin + after;
      return exporting.status(id);
    });
    expect(seen).toEqual(["queued", "queued", "in_progress", "in_progress", "success"]);
  });

  it("a full page takes 10 to 20 minutes", () => {
    const exporting = new Exporting({ requestsPerMinute: 1_200 });
    const { id, total } = exporting.create();
    expect(total).toBeGreaterThan(50_000);
    exporting.start(id);
    exporting.now += 10 * minute;
    expect(exporting.status(id)).toBe("in_progress");
    exporting.now += 10 * minute + 3_000;
    expect(exporting.status(id)).toBe("success");
  });

  type Move = "start" | "cancel" | "download" | "update";
  const stages: Readonly<Record<string, { readonly reach: (exporting: Exporting, id: string) => void }>> = {
    draft: { reach: () => undefined },
    queued: { reach: (exporting, id) => void exporting.start(id) },
    in_progress: {
      reach(exporting, id) {
        exporting.start(id);
        exporting.now += 5_000;
      },
    },
    success: {
      reach(exporting, id) {
        exporting.start(id);
        exporting.now += hour;
      },
    },
    stopped: {
      reach(exporting, id) {
        exporting.start(id);
        exporting.ask("POST", `/logs/exports/${id}/cancel`);
      },
    },
    failed: {
      reach(exporting, id) {
        exporting.under("job_failed", "#start", () => exporting.start(id));
        exporting.now += hour;
      },
    },
  };

  /** What each state allows, and where it leads. Everything else is 400 AB01 and leads nowhere. */
  it.each([
    ["draft", { start: "queued", update: "draft" }],
    ["queued", { cancel: "stopped" }],
    ["in_progress", { cancel: "stopped" }],
    ["success", { download: "success" }],
    ["stopped", {}],
    ["failed", {}],
  ] as const)("%s allows %j and refuses all else", (state, allowed: Readonly<Partial<Record<Move, string>>>) => {
    for (const move of ["start", "cancel", "download", "update"] as const) {
      const exporting = new Exporting({ exports: { msPerThousandRows: 60_000 } });
      const { id } = exporting.create();
      stages[state]!.reach(exporting, id);
      expect(exporting.status(id)).toBe(state);
      const answer =
        move === "update"
          ? exporting.ask("PUT", `/logs/exports/${id}`, exporting.bodyOf(settled))
          : exporting.ask(move === "download" ? "GET" : "POST", `/logs/exports/${id}/${move}`);
      const expected = allowed[move];
      if (expected === undefined) expect([move, ...errorOf(answer)]).toEqual([move, 400, "AB01"]);
      else expect([move, answer.status]).toEqual([move, 200]);
      expect([move, exporting.status(id)]).toEqual([move, expected ?? state]);
    }
  });

  it.each([
    ["job_failed", "failed"],
    ["job_stopped", "stopped"],
    ["job_stuck", "in_progress"],
    ["job_unknown_status", "archived"],
    ["job_draft_again", "draft"],
  ] as const)("%s: ends as %s, whether it strikes the create or the start", (kind, end) => {
    for (const operation of ["#create", "#start"]) {
      const exporting = new Exporting();
      const { id } = exporting.under(kind, operation, () => {
        const created = exporting.create();
        exporting.start(created.id);
        return created;
      });
      exporting.now += 100 * hour;
      expect([operation, exporting.status(id)]).toEqual([operation, end]);
    }
  });

  it("one that was thrown back to draft succeeds when it is started again", () => {
    const exporting = new Exporting();
    const { id } = exporting.create();
    exporting.under("job_draft_again", "#start", () => exporting.start(id));
    exporting.now += 3_000;
    expect([exporting.status(id), exporting.start(id)]).toEqual(["draft", 200]);
    exporting.now += hour;
    expect(exporting.status(id)).toBe("success");
  });

  it("one that vanished is not found, by anything", () => {
    const exporting = new Exporting();
    const { id } = exporting.create();
    expect(exporting.under("job_vanished", "#start", () => exporting.start(id))).toBe(200);
    const path = `/logs/exports/${id}`;
    expect([
      exporting.ask("GET", path).status,
      exporting.ask("GET", `${path}/download`).status,
      exporting.ask("POST", `${path}/cancel`).status,
      exporting.ask("GET", "/logs/exports/exp-99").status,
    ]).toEqual([404, 404, 404, 404]);
  });

  it("its object goes after a time, and the job stays", () => {
    const exporting = new Exporting({ exports: { retentionMs: hour } });
    const id = exporting.finished();
    const link = exporting.link(id);
    expect(exporting.object(link).status).toBe(200);
    exporting.now += hour;
    expect(exporting.object(link).status).toBe(404);
    expect(exporting.ask("GET", `/logs/exports/${id}/download`).status).toBe(404);
    expect(exporting.status(id)).toBe("success");
  });

  it("a lost start took effect: the next one is refused, and the job runs", () => {
    const exporting = new Exporting();
    const { id } = exporting.create();
    const path = `/logs/exports/${id}/start`;
    expect(exporting.under("lost", "#start", () => exporting.ask("POST", path)).lost).toBe(true);
    expect(errorOf(exporting.ask("POST", path))).toEqual([400, "AB01"]);
    expect(exporting.status(id)).toBe("queued");
  });

  it("an unacknowledged create leaves a draft behind; one that failed leaves nothing", () => {
    const exporting = new Exporting();
    const create = (): number => exporting.ask("POST", "/logs/exports", exporting.bodyOf(settled)).status;
    expect(exporting.under("server_error", "#create", create)).toBe(503);
    expect(exporting.simulator.jobs).toEqual([]);
    expect(exporting.under("unacknowledged", "#create", create)).toBe(503);
    expect(exporting.simulator.jobs).toMatchObject([{ id: "exp-1", status: "draft", createdAt: noon + 1 }]);
  });

  it("too many at once: the next page is short, later jobs fail; a minute later all is well", async () => {
    const exporting = new Exporting({ exports: { burst: 3 } });
    const jobs = [1, 2, 3, 4, 5].map(() => exporting.create());
    exporting.now += minute;
    const later = exporting.create();
    for (const { id } of [...jobs, later]) exporting.start(id);
    exporting.now += hour;
    expect([...jobs, later].map(({ id }) => exporting.status(id))).toEqual([
      "success",
      "success",
      "success",
      "success",
      "failed",
      "success",
    ]);
    const linesOf = async (id: string): Promise<number> =>
      (await exporting.read(exporting.link(id))).bytes.toString().split("\n").length - 1;
    const total = jobs[0]!.total;
    expect(await linesOf(jobs[2]!.id)).toBe(total);
    expect(await linesOf(jobs[3]!.id)).toBe(Math.floor(total / 2));
    expect(await linesOf(later.id)).toBe(total);
  });

  it("all of them are listed, in pages, drafts too", () => {
    const exporting = new Exporting();
    const ids = [1, 2, 3].map(() => exporting.create().id);
    const list = (query: string): { readonly total: number; readonly data: readonly Fields[] } =>
      JSON.parse(exporting.ask("GET", `/logs/exports${query}`).body) as {
        readonly total: number;
        readonly data: readonly Fields[];
      };
    expect(list("").data.map(({ id }) => id)).toEqual(ids);
    expect([list("?page_size=2&current_page=1").total, list("?page_size=2&current_page=1").data]).toMatchObject([
      3,
      [{ id: ids[2], status: "draft" }],
    ]);
    expect(exporting.ask("GET", "/logs/exports?page_size=0").status).toBe(400);
  });
});

describe("what a create is refused for", () => {
  const good = new Exporting().bodyOf(settled);
  const withFilter = (filters: Fields): Fields => ({
    ...good,
    filters: { ...(good["filters"] as Fields), ...filters },
  });

  it.each([
    ["no body", undefined],
    ["a list", []],
    ["no workspace", { ...good, workspace_id: undefined }],
    ["no filters", { ...good, filters: undefined }],
    ["no lower bound", withFilter({ time_of_generation_min: undefined })],
    ["epoch numbers", withFilter({ time_of_generation_max: 1_770_123_600 })],
    ["no date", withFilter({ time_of_generation_max: "2026-99-99T00:00:00Z" })],
    ["more than a month", withFilter({ time_of_generation_min: "2020-01-01T00:00:00Z" })],
    ["keys as one text", withFilter({ api_key_ids: "a,b" })],
    ["no rows", withFilter({ page_size: 0 })],
    ["half a page", withFilter({ current_page: 0.5 })],
    ["no fields", { ...good, requested_data: undefined }],
  ])("%s: 400 AB01", (_, body) => {
    const exporting = new Exporting();
    expect(errorOf(exporting.ask("POST", "/logs/exports", body))).toEqual([400, "AB01"]);
    expect(exporting.simulator.jobs).toEqual([]);
  });

  it("a workspace that the key does not read: 403", () => {
    const workspaces = { production: ["a"], staging: ["b"] };
    const exporting = new Exporting({ workspaces, visibleWorkspaces: ["staging"] });
    const statusOf = (workspace: string): number =>
      exporting.ask("POST", "/logs/exports", exporting.bodyOf({ ...settled, workspace })).status;
    expect(["production", "staging", "other"].map(statusOf)).toEqual([403, 200, 403]);
  });

  it.each([
    ["DELETE", "/logs/exports/exp-1", 405, "GET, PUT"],
    ["DELETE", "/logs/exports", 405, "POST, GET"],
    ["GET", "/logs/exports/exp-1/start", 405, "POST"],
    ["GET", "/logs/exports/exp-1/nothing", 404, undefined],
    ["GET", "/logs/exports/", 404, undefined],
  ])("%s %s: %i", (method, path, status, allow) => {
    const answer = new Exporting().ask(method, path);
    expect([answer.status, answer.headers["allow"]]).toEqual([status, allow]);
  });
});

describe("faults of the control plane", () => {
  it.each([
    ["bad_request", 400],
    ["unauthorized", 401],
    ["forbidden", 403],
    ["not_found", 404],
    ["gone", 410],
    ["throttled", 429],
    ["server_error", 503],
    ["redirected", 302],
  ] as const)("%s: %i for every operation, and without effect", (kind, status) => {
    const exporting = new Exporting();
    const { id } = exporting.create();
    exporting.simulator.script({ kind, from: noon, to: noon + 1, target: "logs/exports" });
    const asked = ["", "/start", "/download", "/cancel"].map((action) =>
      exporting.ask(action === "/start" || action === "/cancel" ? "POST" : "GET", `/logs/exports/${id}${action}`),
    );
    expect(asked.map((answer) => answer.status)).toEqual([status, status, status, status]);
    expect(asked[0]!.headers["retry-after"]).toBe(status === 429 ? "5" : undefined);
    exporting.now++;
    expect(exporting.status(id)).toBe("draft");
  });

  it.each([
    ["missing_field", { total: undefined }, { status: undefined }, { signed_url: undefined }],
    ["null_field", { total: null }, { status: null }, { signed_url: null }],
    ["text_number", { total: expect.stringMatching(/^\d+$/) }, { status: "success" }, {}],
    ["huge_field", { total: 1e300 }, { status: expect.stringMatching(/^9{200000}$/) }, {}],
    ["renamed_field", { id: undefined, id_v2: "exp-2" }, { status_v2: "success" }, { signed_url: undefined }],
  ] as const)("%s: what was needed is not as it was", (kind: PortkeyFaultKind, created, polled, linked) => {
    const exporting = new Exporting();
    const id = exporting.finished();
    exporting.simulator.script({ kind, from: exporting.now, to: exporting.now + 1 });
    const fieldsOf = ({ body }: { readonly body: string }, names: object): Fields => {
      const fields = JSON.parse(body) as Fields;
      return Object.fromEntries(Object.keys(names).map((name) => [name, fields[name]]));
    };
    const answers = [
      exporting.ask("POST", "/logs/exports", exporting.bodyOf(settled)),
      exporting.ask("GET", `/logs/exports/${id}`),
      exporting.ask("GET", `/logs/exports/${id}/download`),
    ];
    const expected = [created, polled, linked];
    expect(answers.map((answer, index) => fieldsOf(answer, expected[index]!))).toEqual(expected);
  });

  it.each([
    ["foreign_link", "https://objects.example.net.attacker.example"],
    ["plain_link", "http://objects.example.net"],
    ["metadata_link", "https://169.254.169.254"],
  ] as const)("%s: the link leads elsewhere", (kind, origin) => {
    const exporting = new Exporting();
    const id = exporting.finished();
    expect(new URL(exporting.under(kind, "#download", () => exporting.link(id))).origin).toBe(origin);
    expect(new URL(exporting.link(id)).origin).toBe("https://objects.example.net");
  });
});
