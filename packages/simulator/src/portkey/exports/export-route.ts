/** What a request to `/logs/exports…` is for. */
export type ExportOperation = "create" | "list" | "get" | "update" | "start" | "cancel" | "download";

export interface ExportRoute {
  readonly operation: ExportOperation;
  /** Of the job; empty where none is named. */
  readonly id: string;
}

const operations: Readonly<Record<string, ExportOperation>> = {
  "POST ": "create",
  "GET ": "list",
  "GET job": "get",
  "PUT job": "update",
  "POST start": "start",
  "POST cancel": "cancel",
  "GET download": "download",
};

/**
 * The route of a path below the API's base. Undefined: it is no path of exports. A list: the methods that the path has,
 * none of which was used.
 */
export function exportRoute(method: string, path: string): ExportRoute | readonly string[] | undefined {
  const [, id, action] = /^\/logs\/exports(?:\/([^/]+)(?:\/(start|cancel|download))?)?$/.exec(path) ?? [undefined];
  if (id === undefined && path !== "/logs/exports") return undefined;
  const kind = action ?? (id === undefined ? "" : "job");
  const operation = operations[`${method} ${kind}`];
  if (operation !== undefined) return { operation, id: id ?? "" };
  return Object.keys(operations).flatMap((each) => {
    const [allowed, of] = each.split(" ");
    return of === kind ? [allowed!] : [];
  });
}
