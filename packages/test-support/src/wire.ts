import { randomUUID } from "node:crypto";
import type { WireErrorData } from "@levelup/contract";
import type { TestApp, TestAppOptions } from "@levelup/server/testing";
import { afterAll, beforeAll } from "vitest";
import { createTestApp } from "./test-app.ts";

/** What came back over the wire. */
export type Answer = {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  /** The result's data of a call that succeeded. */
  data: unknown;
  error: WireErrorData | undefined;
};

/** Where a request pretends to come from, and with what. The address reaches the server through a trusted proxy. */
type From = { address?: string; token?: string; headers?: Record<string, string> };

/** A server on a real socket, behind what it takes for its proxy. */
export type Wire = AsyncDisposable & {
  readonly app: TestApp;
  readonly url: string;
  /** Calls a mutation. */
  post(path: string, input?: unknown, from?: From): Promise<Answer>;
  /** Calls a query. */
  get(path: string, from?: From): Promise<Answer>;
  login(username: string, password: string, from?: From & { deviceId?: string }): Promise<Answer>;
  /** Registers over the wire, with a name of its own unless one is given. */
  register(input?: { username?: string; password?: string }, from?: From): Promise<Answer>;
  request(path: string, init: RequestInit): Promise<Answer>;
};

const loopback = ["127.0.0.1", "::1"];

export async function createWire(options: TestAppOptions = {}): Promise<Wire> {
  const app = await createTestApp({
    ...options,
    settings: { ...options.settings, http: { trustProxy: loopback, ...options.settings?.http } },
  });
  const url = await app.listen();

  async function request(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${url}${path}`, init);
    return readAnswer(response.status, response.headers, await response.text());
  }
  const post: Wire["post"] = (path, input, from = {}) =>
    request(`/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headersOf(from) },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });

  return {
    app,
    url,
    request,
    post,
    get: (path, from = {}) => request(`/trpc/${path}`, { headers: headersOf(from) }),
    login: (username, password, { deviceId, ...from } = {}) =>
      post("auth.login", { username, password, ...(deviceId === undefined ? {} : { deviceId }) }, from),
    register: (input = {}, from = {}) =>
      post(
        "auth.register",
        { username: `gamer-${randomUUID()}`, password: goodPassword, firstName: "Grace", lastName: "Gamer", ...input },
        from,
      ),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

/** One server for a file whose tests leave it as they found it. */
export function sharedWire(): () => Wire {
  let wire: Wire | undefined;
  beforeAll(async () => {
    wire = await createWire();
  });
  afterAll(() => wire?.[Symbol.asyncDispose]());
  return () => {
    if (wire === undefined) throw new Error("the server is not up yet");
    return wire;
  };
}

/** The token in the data of a registration or a login. */
export function tokenOf(data: unknown): string {
  return (data as { token: string }).token;
}

export const goodPassword = "correct horse battery staple, and a stable for each of the horses";

export function readAnswer(status: number, headers: Headers, text: string): Answer {
  let body: { result?: { data?: unknown }; error?: { data?: WireErrorData } } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: then neither a result nor an error.
  }
  return { status, headers, text, data: body.result?.data, error: body.error?.data };
}

function headersOf({ address, token, headers }: From): Record<string, string> {
  return {
    ...(address === undefined ? {} : { "x-forwarded-for": address }),
    ...(token === undefined ? {} : { authorization: `Token ${token}` }),
    ...headers,
  };
}

/** The nth address of a large network: each is a client of its own. */
export function addressNumber(index: number): string {
  return `198.${18 + ((index >> 16) & 1)}.${(index >> 8) & 255}.${index & 255}`;
}

/** How often each status came, as in `{ "200": 3, "429": 1 }`. */
export function statuses(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The same work for 0, 1, 2 … one after the other. */
export async function inTurn<Result>(times: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < times; index += 1) results.push(await work(index));
  return results;
}

/** The same at once. */
export function atOnce<Result>(times: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)));
}

/** So many times so many at once. */
export async function inWaves<Result>(
  waves: number,
  width: number,
  work: (index: number) => Promise<Result>,
): Promise<Result[]> {
  return (await inTurn(waves, (wave) => atOnce(width, (index) => work(wave * width + index)))).flat();
}
