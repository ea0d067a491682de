const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** A `grpc-timeout`, 1 to 8 digits and a unit, in milliseconds, or what grpc-go says of one that is none. */
export function parseGrpcTimeout(text: string): number | { readonly problem: string } {
  if (text.length < 2) return problem("timeout string is too short", text);
  if (text.length > 9) return problem("timeout string is too long", text);
  const unit = unitMs[text.at(-1)!];
  if (unit === undefined) return problem("timeout unit is not recognized", text);
  const digits = text.slice(0, -1);
  if (!/^\d+$/.test(digits)) return { problem: `strconv.ParseUint: parsing ${JSON.stringify(digits)}: invalid syntax` };
  return Number(digits) * unit;
}

function problem(what: string, text: string): { readonly problem: string } {
  return { problem: `transport: ${what}: ${JSON.stringify(text)}` };
}
