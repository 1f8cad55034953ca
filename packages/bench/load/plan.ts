import type { Call } from "../contenders/contender.ts";

/** What `requests.ts` does: these calls in turn, over and over. */
export type Plan = {
  url: string;
  calls: Call[];
  /** A number of calls a second, answered or not; or a number of clients, each of which waits for its answers. */
  pace: { perSecond: number } | { clients: number };
  /** When it ends. */
  until: { seconds: number } | { requests: number };
  timeoutMs: number;
};

export type PlanResult = {
  /** Milliseconds, of answers with 2xx. */
  latencies: number[];
  errors: number;
  /** From the first start to the last end. */
  seconds: number;
};
