import type { Runtime } from "@genai-collector/component";
import { askLedger, shownEndpoint, unexpected } from "./ask-ledger.ts";
import { ledgerText } from "./ledger-text.ts";

/** Writes a running collector's ledger to `out`. Resolves with the exit code: 0 where it balances. */
export async function showLedger(
  endpoint: string,
  runtime: Pick<Runtime, "http" | "timers">,
  out: (text: string) => void,
): Promise<number> {
  const ledger = await askLedger(endpoint, runtime);
  let text: string;
  try {
    text = ledgerText(ledger);
  } catch {
    throw unexpected(shownEndpoint(endpoint), "a ledger of another shape");
  }
  // Names are another process's: none of them steers a terminal.
  out(text.replaceAll(/[\p{Cc}--\n]/gv, "?"));
  return ledger.isBalanced ? 0 : 1;
}
