let text: string | undefined;

/** The time as `Date` fields have it (RFC 9110 §5.6.7), made once a second. */
export function httpDate(): string {
  if (text !== undefined) return text;
  const now = new Date();
  setTimeout(forget, 1_000 - now.getMilliseconds()).unref();
  return (text = now.toUTCString());
}

function forget(): void {
  text = undefined;
}
