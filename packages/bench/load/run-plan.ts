import { fileURLToPath } from "node:url";
import type { Bench } from "../bench.ts";
import type { Cores } from "../lib/processes.ts";
import type { Plan, PlanResult } from "./plan.ts";

const program = fileURLToPath(new URL("requests.ts", import.meta.url));
const patienceMs = 180_000;

/** Runs a plan in a process of its own. */
export async function runPlan(
  { processes }: Bench,
  plan: Plan,
  { cores = null }: { cores?: Cores } = {},
): Promise<PlanResult> {
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", program];
  return JSON.parse(await processes.output(command, { input: JSON.stringify(plan), cores, timeoutMs: patienceMs }));
}
