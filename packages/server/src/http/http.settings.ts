import { isIP, isIPv6 } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { wholeNumber } from "../settings/whole-number.ts";

/** As a browser sends it: scheme, host and port, without a path. Apps have schemes of their own: capacitor://localhost. */
function isOrigin(text: string): boolean {
  const origin = URL.parse(text)?.origin;
  return /^https?:/.test(text) ? origin === text : origin === "null" && /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]*$/.test(text);
}

/** The characters of a header's name (RFC 9110, 5.6.2). */
const headerName = /^[!#$%&'*+.^_`|~\da-z-]+$/i;

function readList(list: string): string[] {
  return list.split(",").map((item) => item.trim());
}

export const httpVariables = {
  PORT: wholeNumber(8000, 0, 65_535).describe("Port of the API and the web app; 0 takes any free one"),
  HOST: z.string().min(1).default("localhost").describe("Address to listen on; localhost is both loopbacks"),
  WEB_ROOT: z.string().min(1).optional().describe("Folder of the built web app; without it only the API is served"),
  CORS_ORIGINS: z
    .string()
    .refine((list) => readList(list).every(isOrigin), "must be origins as in https://play.example.com, with commas")
    .default("http://localhost:3000,http://127.0.0.1:3000,http://localhost:5173,http://127.0.0.1:5173")
    .describe("Origins whose pages may call the API, beside its own; separated by commas"),
  CORS_HEADERS: z
    .string()
    .transform(readList)
    .refine((names) => names.every((name) => headerName.test(name)), "must be names of headers, with commas")
    .optional()
    .describe("Request headers that these pages may send beside the usual ones, as in baggage,sentry-trace"),
  TRUST_PROXY: z
    .string()
    .transform(readList)
    .refine((entries) => entries.every(isNetwork), "must be addresses and ranges, as in 10.0.0.0/8,::1")
    .optional()
    .describe("Proxies whose X-Forwarded-For is trusted: addresses and CIDR ranges, separated by commas"),
  MAX_CONNECTIONS: wholeNumber(2000, 1, 1_000_000).describe(
    "Open connections; beyond it only /healthz and /readyz are answered",
  ),
  MAX_CONNECTIONS_PER_ADDRESS: wholeNumber(500, 1, 1_000_000).describe(
    "The same for one address (IPv6: a /64) that is not in TRUST_PROXY",
  ),
  HEADERS_TIMEOUT_MS: wholeNumber(10_000, 100, 600_000).describe("How long a request's headers may take to arrive"),
  REQUEST_TIMEOUT_MS: wholeNumber(20_000, 100, 600_000).describe("How long a whole request may take to arrive"),
  IDLE_TIMEOUT_MS: wholeNumber(60_000, 100, 600_000).describe("How long a connection may be silent within a request"),
  KEEP_ALIVE_TIMEOUT_MS: wholeNumber(72_000, 100, 600_000).describe(
    "How long a connection is kept for the next request",
  ),
  MAX_EVENT_LOOP_DELAY_MS: wholeNumber(1000, 1, 60_000).describe("Beyond this delay new calls get OVERLOADED"),
  REFUSAL_DELAY_MS: wholeNumber(500, 0, 10_000).describe(
    "How late calls that are told to come back (Retry-After) are answered",
  ),
};

export type HttpSettings = {
  host: string;
  port: number;
  /** Folder of the built web app; null serves the API alone. */
  webRoot: string | null;
  /** Origins whose pages may call the API. */
  corsOrigins: string[];
  /** Request headers that these pages may send beside the usual ones. */
  corsHeaders: string[];
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is trusted. */
  trustProxy: string[];
  maxConnections: number;
  maxConnectionsPerAddress: number;
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  idleTimeoutMs: number;
  keepAliveTimeoutMs: number;
  maxEventLoopDelayMs: number;
  refusalDelayMs: number;
};

type Variables = z.output<z.ZodObject<typeof httpVariables>>;

export function readHttpSettings(env: Variables): HttpSettings {
  return {
    host: env.HOST,
    port: env.PORT,
    webRoot: env.WEB_ROOT === undefined ? null : resolve(env.WEB_ROOT),
    corsOrigins: readList(env.CORS_ORIGINS),
    corsHeaders: env.CORS_HEADERS ?? [],
    trustProxy: env.TRUST_PROXY ?? [],
    maxConnections: env.MAX_CONNECTIONS,
    maxConnectionsPerAddress: env.MAX_CONNECTIONS_PER_ADDRESS,
    headersTimeoutMs: env.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    idleTimeoutMs: env.IDLE_TIMEOUT_MS,
    keepAliveTimeoutMs: env.KEEP_ALIVE_TIMEOUT_MS,
    maxEventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS,
    refusalDelayMs: env.REFUSAL_DELAY_MS,
  };
}

/** A range of all addresses would let every client choose its address, so it is refused. */
function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32));
}
