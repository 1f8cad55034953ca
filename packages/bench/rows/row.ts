import type { Bench } from "../bench.ts";
import type { Measured } from "../report/finding.ts";

/** A measurement, with the name that `--only` takes. */
export type Row = {
  name: string;
  about: string;
  /** After this time no further round begins. */
  maxSeconds: number;
  measure(bench: Bench): Promise<Measured>;
};
