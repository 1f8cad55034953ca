import type { Bench } from "../bench.ts";
import type { Cores } from "../lib/processes.ts";

/** A request that the load generators make. */
export type Call = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };

/** Logins go round so many accounts. */
export const accounts = 64;
export const password = "correct horse battery staple";

/** A contender's server, up and with accounts in its database. */
export type Contestant = {
  url: string;
  pid: number;
  /** The authenticated call: whose account is this? */
  whoAmI: Call;
  /** A login of each account; null where there is none. */
  logins: Call[] | null;
  stop(): Promise<void>;
};

/** Whom Level Up is measured beside. */
export type Contender = {
  name: string;
  /** How to have it, where its packages are not there. */
  missing(): string | null;
  start(bench: Bench, options?: { cores?: Cores }): Promise<Contestant>;
};

export const json = { "content-type": "application/json" };

/** A call as `fetch` makes it, for what happens once. @throws when the answer is not 2xx. */
export async function send(url: string, call: Call): Promise<Response> {
  const { method, path, headers, body } = call;
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
  return response;
}

/** @throws when a login is refused: with Level Up and DRF that is an answer of 200 like any other. */
export async function checkLogins({ url, logins }: Contestant): Promise<void> {
  for (const call of [logins?.at(0), logins?.at(-1)]) {
    if (call === undefined) continue;
    const answer = await (await send(url, call)).text();
    if (!answer.includes('"token"')) throw new Error(`a login at ${url} was refused: ${answer}`);
  }
}
