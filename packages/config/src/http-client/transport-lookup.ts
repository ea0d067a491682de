import { lookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";

/** Every address of a name, as the operating system gives them. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Looks a name up for the socket that is about to be connected, and refuses the connection when any of the addresses is
 * not allowed: what is checked is what is dialled, so a name that changes its address in between (DNS rebinding) gains
 * nothing.
 */
export function guardedLookup(allow: (ip: string) => boolean, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const refusal = error ?? refusalOf(addresses, allow);
      if (refusal !== undefined) callback(refusal, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

/** The same for a name that somebody else will dial: rejects as the connection would. */
export function checkResolved(hostname: string, guarded: LookupFunction): Promise<void> {
  return new Promise((resolve, reject) => {
    guarded(hostname, { all: true }, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** The error for an address that the guard does not let through. */
export function addressRefused(address: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`the address ${address} may not be reached`), { code: "HTTP_ADDRESS_REFUSED" });
}

function refusalOf(
  addresses: readonly LookupAddress[],
  allow: (ip: string) => boolean,
): NodeJS.ErrnoException | undefined {
  if (addresses.length === 0) return Object.assign(new Error("the name has no address"), { code: "ENOTFOUND" });
  const bad = addresses.find(({ address }) => !allow(address));
  return bad === undefined ? undefined : addressRefused(bad.address);
}
