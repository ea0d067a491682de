/**
 * Whether an Export*ServiceResponse says that everything was taken: it is empty, or its partial success (field 1) is,
 * which is how otelcol writes it.
 */
export function saysAllTaken(response: Uint8Array): boolean {
  return response.length === 0 || (response.length === 2 && response[0] === 0x0a && response[1] === 0);
}
