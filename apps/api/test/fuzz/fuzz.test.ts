import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

/** The same inputs in every run; `pnpm fuzz` makes up others. */
const seed = 20_261_122;

test("F7: 10,000 made-up requests to every route cause no 5xx, no crash, no other answer the second time and no growth", async () => {
  const { requests, statuses, heapMb } = await fuzz({ runs: 10_000, seed });

  expect(requests).toBeGreaterThan(10_000);
  // The fuzzer is of use only as long as it gets past the first lines.
  expect(statuses[200]).toBeGreaterThan(500);
  expect(heapMb.end - heapMb.warm).toBeLessThan(20);
}, 300_000);
