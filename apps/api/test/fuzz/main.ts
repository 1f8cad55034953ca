import { fuzz } from "./fuzz.ts";

/** `pnpm fuzz`: a million made-up requests; `FUZZ_RUNS` and `FUZZ_SEED` change how many, and repeat a run. */
const runs = Number(process.env.FUZZ_RUNS || 1_000_000);
const seed = Number(process.env.FUZZ_SEED || Date.now() % 2 ** 31);
/** Shrinking wants all that led to a failure in one run; memory does not. */
const runsAtOnce = 20_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** What the heap may differ by between the first app and the last, in MB. */
const growthMb = 50;

print(`FUZZ_SEED=${seed} FUZZ_RUNS=${runs}`);
const startedAt = performance.now();
let firstEnd: number | undefined;
for (let done = 0; done < runs; done += runsAtOnce) {
  const next = Math.min(runsAtOnce, runs - done);
  const report = await fuzz({ runs: next, seed: seed + done });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const { warm, end } = report.heapMb;
  firstEnd ??= end;
  print(
    `${done + next} inputs, ${seconds} s, heap ${warm.toFixed(1)} -> ${end.toFixed(1)} MB, answers ${JSON.stringify(report.statuses)}`,
  );
  if (end > firstEnd + growthMb) throw new Error(`the heap has grown from ${firstEnd.toFixed(1)} MB`);
}
