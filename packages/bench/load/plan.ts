import type { Call } from "../contenders/contender.ts";

/** What `requests.ts` is to do: these calls in turn, over and over. */
export type Plan = {
  url: string;
  calls: Call[];
  /** Starts so many a second, whatever becomes of them; or as many as clients, each waiting for its answer. */
  pace: { perSecond: number } | { clients: number };
  /** When it is enough. */
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
