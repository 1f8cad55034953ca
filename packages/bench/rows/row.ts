import type { Bench } from "../bench.ts";
import type { Measured } from "../report/finding.ts";

/** A measurement that can be asked for by its name. */
export type Row = {
  name: string;
  about: string;
  /** After so many seconds no further round begins. */
  enoughSeconds: number;
  measure(bench: Bench): Promise<Measured>;
};
