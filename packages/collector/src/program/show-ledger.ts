import type { Runtime } from "@genai-collector/component";
import { askLedger } from "./ask-ledger.ts";
import { ledgerText } from "./ledger-text.ts";

/** Writes a running collector's ledger to `out`. Resolves with the exit code: 0 where it balances. */
export async function showLedger(
  endpoint: string,
  runtime: Pick<Runtime, "http" | "timers">,
  out: (text: string) => void,
): Promise<number> {
  const ledger = await askLedger(endpoint, runtime);
  out(ledgerText(ledger));
  return ledger.isBalanced ? 0 : 1;
}
