import type { Bench } from "../bench.ts";
import type { Cores } from "../lib/processes.ts";

/** A request that the load generators make. */
export type Call = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };

/** The number of accounts that log in, in turn. */
export const accounts = 64;
export const password = "correct horse battery staple";

/** A contender's server that runs, with accounts in its database. */
export type ContenderServer = {
  url: string;
  pid: number;
  /** Reads the account of the token. */
  authenticatedCall: Call;
  /** A login of each account; null for a contender without logins. */
  logins: Call[] | null;
  stop(): Promise<void>;
};

/** Level Up, or something that it is measured beside. */
export type Contender = {
  name: string;
  /** How to install its packages; null when they are installed. */
  missing(): string | null;
  start(bench: Bench, options?: { cores?: Cores }): Promise<ContenderServer>;
};

export const json = { "content-type": "application/json" };

/** Makes one call. @throws when the answer is not 2xx. */
export async function send(url: string, call: Call): Promise<Response> {
  const { method, path, headers, body } = call;
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
  return response;
}

/** @throws when a login fails, which Level Up and DRF answer with 200 like a success. */
export async function checkLogins({ url, logins }: ContenderServer): Promise<void> {
  for (const call of [logins?.at(0), logins?.at(-1)]) {
    if (call === undefined) continue;
    const answer = await (await send(url, call)).text();
    if (!answer.includes('"token"')) throw new Error(`a login at ${url} failed: ${answer}`);
  }
}
