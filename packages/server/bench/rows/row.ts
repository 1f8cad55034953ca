import type { Bench } from "../bench.ts";
import type { Measured } from "../report/finding.ts";

/** A measurement that can be asked for by its name. */
export type Row = { name: string; about: string; measure(bench: Bench): Promise<Measured> };
