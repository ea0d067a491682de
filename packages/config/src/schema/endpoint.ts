import { leaf, type Field, type FieldOptions, type Report } from "./field.ts";

export interface EndpointOptions extends FieldOptions<string> {
  /** Default: http and https. */
  readonly schemes?: readonly string[];
}

/**
 * An absolute URL. Credentials in it are refused, since URLs end up in logs; a default port, a path and a query are kept
 * as they are written.
 */
export function endpoint(options: EndpointOptions): Field<string, string> {
  const schemes = options.schemes ?? ["http", "https"];
  const expected = `a URL such as ${schemes.at(-1)}://host:4318`;
  return leaf(
    { type: "string", pattern: `^(?:${schemes.join("|")})://\\S+$`, "x-type": "URL", "x-expected": expected },
    options,
    (value, report) => read(value as string, expected, report),
  );
}

function read(value: string, expected: string, report: Report): string {
  const url = URL.parse(value);
  if (url === null || url.hostname === "") report([], `must be ${expected}`);
  else if (url.username !== "" || url.password !== "")
    report([], "must not hold credentials; give them in headers or in an authenticator");
  return value;
}

const host = String.raw`(?:\[[0-9A-Fa-f:.]+(?:%[0-9A-Za-z]+)?\]|[^\s:/\[\]@]*)`;

/** `host:port`, to listen on or to dial: `localhost:4318`, `[::1]:4317`, `0.0.0.0:8888`, `:8888` (any interface). */
export function hostPort(options: FieldOptions<string>): Field<string, string> {
  return leaf(
    {
      type: "string",
      pattern: `^${host}:[0-9]{1,5}$`,
      "x-type": "host:port",
      "x-expected": "host:port, such as localhost:4318",
    },
    options,
    (value, report) => {
      const address = value as string;
      if (Number(address.slice(address.lastIndexOf(":") + 1)) > 65_535) report([], "must have a port up to 65535");
      return address;
    },
  );
}
