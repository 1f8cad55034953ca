import { isIP, isIPv6 } from "node:net";
import { z } from "zod";
import { wholeNumber } from "./whole-number.ts";

/** What the HTTP server takes at most, and whom it believes. */
export const wallVariables = {
  TRUST_PROXY: z
    .string()
    .transform((list) => list.split(",").map((entry) => entry.trim()))
    .refine((entries) => entries.every(isNetwork), "must be addresses and ranges, as in 10.0.0.0/8,::1")
    .optional()
    .describe("Proxies whose X-Forwarded-For is believed: addresses and CIDR ranges, separated by commas"),
  MAX_CONNECTIONS: wholeNumber(5000, 1, 1_000_000).describe("Open connections, at most; more are closed at once"),
  HEADERS_TIMEOUT_MS: wholeNumber(10_000, 100, 600_000).describe("How long a request's headers may take to arrive"),
  REQUEST_TIMEOUT_MS: wholeNumber(20_000, 100, 600_000).describe("How long a whole request may take to arrive"),
  IDLE_TIMEOUT_MS: wholeNumber(60_000, 100, 600_000).describe("How long a connection may stand still within a request"),
  KEEP_ALIVE_TIMEOUT_MS: wholeNumber(72_000, 100, 600_000).describe(
    "How long a connection is kept for the next request",
  ),
  MAX_EVENT_LOOP_DELAY_MS: wholeNumber(1000, 1, 60_000).describe("Beyond this delay new calls get OVERLOADED"),
};

export type WallSettings = {
  trustProxy: string[];
  maxConnections: number;
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  idleTimeoutMs: number;
  keepAliveTimeoutMs: number;
  maxEventLoopDelayMs: number;
};

type Variables = z.output<z.ZodObject<typeof wallVariables>>;

export function readWall(env: Variables): WallSettings {
  return {
    trustProxy: env.TRUST_PROXY ?? [],
    maxConnections: env.MAX_CONNECTIONS,
    headersTimeoutMs: env.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    idleTimeoutMs: env.IDLE_TIMEOUT_MS,
    keepAliveTimeoutMs: env.KEEP_ALIVE_TIMEOUT_MS,
    maxEventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS,
  };
}

/** A range of all addresses would let everybody choose an address, so it counts as a mistake. */
function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32));
}
