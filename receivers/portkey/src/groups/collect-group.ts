import { isAborted } from "@genai-collector/component";
import type { Io, Sample, SnapshotMoment } from "@genai-collector/polling";
import type { AnswerRows } from "../answer-rows.ts";
import { fieldProblems, reportFields, type FieldProblem } from "../field-problems.ts";
import { readGroup, type GroupRows } from "../read-group.ts";
import { schemaError } from "../schema-error.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import type { WorkspaceScope } from "../workspace-scope.ts";
import type { CostCheck } from "./cost-check.ts";
import { centsPerUsd, foldedRows, groupSamples } from "./group-samples.ts";
import type { Group, GroupRow } from "./group.ts";

/** One group of one use case: what a pass of the loop asks for. */
export interface GroupPass {
  readonly group: Group;
  /** "" where there are no use cases. */
  readonly useCase: string;
  /** Comma-joined; undefined: of all keys. */
  readonly apiKeyIds: string | undefined;
}

/** What one loop asks for, fixed when it is created. */
export interface GroupsRequest {
  readonly prefix: string;
  /** The width of the window. */
  readonly spanMs: number;
  readonly pageSize: number;
  readonly maxGroups: number;
  readonly scope: WorkspaceScope | undefined;
  /** Undefined: there is nothing to compare costs with. */
  readonly costCheck: CostCheck | undefined;
}

/**
 * The totals of one group over the window that ends at the stamp: all of its pages or nothing. What is cut off by a
 * limit, ours or the source's, is counted and told.
 */
export async function collectGroup(
  request: GroupsRequest,
  pass: GroupPass,
  moment: SnapshotMoment,
  io: Io<PortkeyInstruments>,
): Promise<readonly Omit<Sample, "bucketEnd">[]> {
  await request.scope?.verify(io);
  const { group, useCase } = pass;
  const found = await askForGroup(request, pass, moment, io);
  reportRows(group, found, io);
  reportFields("fields", found.problems.filter(isLeftOut), io);
  await compareCosts(request, pass, moment, found, io);
  return groupSamples(group, found.rows, { prefix: request.prefix, useCase });
}

/** The costs of all models are the cost of all requests, if no row and no cost is missing. */
async function compareCosts(
  { costCheck, spanMs }: GroupsRequest,
  { group, apiKeyIds }: GroupPass,
  { at }: SnapshotMoment,
  { rows, truncation, duplicates, problems }: GroupRows<GroupRow>,
  io: Io<PortkeyInstruments>,
): Promise<void> {
  const isWhole = truncation === undefined && duplicates === 0 && problems.length === 0;
  if (costCheck === undefined || group.kind !== "ai-models" || !isWhole) return;
  const usd = rows.reduce((sum, { cost = 0 }) => sum + cost, 0) / centsPerUsd;
  await costCheck.compare({ usd, from: at - spanMs, to: at, apiKeyIds }, io);
}

async function askForGroup(
  { spanMs, pageSize, maxGroups }: GroupsRequest,
  { group, apiKeyIds }: GroupPass,
  { at }: SnapshotMoment,
  io: Io<PortkeyInstruments>,
): Promise<GroupRows<GroupRow>> {
  const question = {
    path: group.path,
    shape: group.shape,
    keyOf: ({ value = "" }: GroupRow) => value,
    check: (page: AnswerRows<GroupRow>) => assertRows(group, page),
    from: at - spanMs,
    to: at,
    apiKeyIds,
    pageSize,
    maxRows: maxGroups,
  };
  try {
    return await io.endpoint(
      `groups/${group.kind}`,
      () => readGroup(io, question),
      ({ rows }) => rows.length,
    );
  } catch (error) {
    if (!isAborted(error)) io.instruments.group_unavailable.record(1, { group: group.kind });
    throw error;
  }
}

/** Without its value or its number of requests a row says nothing, and a group without that row would be wrong. */
function assertRows({ shape }: Group, { counts }: AnswerRows<GroupRow>): void {
  const broken = fieldProblems(shape.row, counts).find((problem) => !isLeftOut(problem));
  if (broken === undefined) return;
  const { field, reason, rows } = broken;
  throw schemaError(shape.what, `expected ${field} in each row as it was declared, found ${reason} in ${rows}`);
}

/** A cost may be unknown; a value that is null is the empty one, and one that is too long is no label. */
function isLeftOut({ field, reason }: FieldProblem): boolean {
  if (field === "requests") return false;
  if (field === "cost") return reason === "missing" || reason === "null";
  return reason === "null" || reason === "too_long";
}

function reportRows(
  group: Group,
  { rows, duplicates, truncation, missing }: GroupRows<GroupRow>,
  io: Io<PortkeyInstruments>,
): void {
  const { instruments } = io;
  const { kind } = group;
  if (duplicates > 0) instruments.duplicate_rows.record(duplicates, { group: kind });
  const folded = foldedRows(rows);
  if (folded > 0) instruments.folded_rows.record(folded, { group: kind });
  if (truncation === undefined) return io.report("rows");
  instruments.truncated.record(1, { group: kind, reason: truncation });
  const least = missing === 0 ? "some" : String(missing);
  io.report("rows", new Error(`${least} rows are missing (${truncation}); ${rows.length} were read`));
}
