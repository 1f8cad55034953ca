/** For servers in Node that accept Level Up's tokens: Express, Hono, Next's route handlers and others. */

/** Who makes a request. */
export interface VerifiedActor {
  userId: number;
  username: string;
  tokenId: number;
  /** `session`: the token of a login. `api`: one that the gamer made for a program. */
  kind: "session" | "api";
  /** What the token may do; of a session, every scope that there is. */
  scopes: string[];
  isStaff: boolean;
}

/** The headers of a request: `Headers` of the web, or those of Node. */
export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly authorization?: string | undefined; readonly get?: undefined };

/**
 * Why a request is refused, as an answer to send on: `Response.json(refusal.body, refusal)`, or in Express
 * `response.status(refusal.status).set(refusal.headers).json(refusal.body)`.
 */
export class Refusal extends Error {
  /** 401: no valid token. 403: the token may not do this. 503: Level Up cannot be asked. */
  declare readonly status: 401 | 403 | 503;
  declare readonly headers: Record<string, string>;
  declare readonly body: { detail: string };

  constructor(status: 401 | 403 | 503, detail: string, headers: Record<string, string> = {}, cause?: unknown) {
    super(detail, { cause });
    this.name = "Refusal";
    this.status = status;
    this.headers = { "cache-control": "no-store", ...headers };
    this.body = { detail };
  }
}

/** Whether a caught value is a {@link Refusal}, also one of another copy of this package. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal";
}

/** Asks Level Up who makes a request. @throws Refusal, and nothing else. */
export type Verify = (headers: RequestHeaders, options?: { scope?: string }) => Promise<VerifiedActor>;

export interface VerifyOptions {
  /** Where Level Up is, as this server reaches it: `http://127.0.0.1:8000`. */
  url: string;
  /** How long to wait for its answer, 5000 ms by default. */
  timeoutMs?: number;
}

type Answer = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
};

/** What this file uses of Node: the package compiles without its types. */
const node = globalThis as object as {
  fetch(url: string, init: object): Promise<Answer>;
  AbortSignal: { timeout(ms: number): object };
};

const unavailable = "Logins cannot be checked. Try again in a moment.";

/**
 * Makes the check of requests. Every request is one request to Level Up (`GET /auth/check`); no answer is kept, so that
 * a token which was ended is refused at once.
 *
 * ```ts
 * const verify = createVerify({ url: "http://127.0.0.1:8000" });
 * const actor = await verify(request.headers);
 * ```
 */
export function createVerify({ url, timeoutMs = 5000 }: VerifyOptions): Verify {
  const checkUrl = `${url.replace(/\/+$/, "")}/auth/check`;

  return async function verify(headers, { scope } = {}) {
    const authorization = headers.get ? headers.get("authorization") : headers.authorization;
    const query = scope === undefined ? "" : `?scope=${encodeURIComponent(scope)}`;
    let refusal: Refusal;
    try {
      const answer = await node.fetch(checkUrl + query, {
        headers: authorization ? { authorization } : {},
        // Nothing but Level Up may say who it is.
        redirect: "error",
        signal: node.AbortSignal.timeout(timeoutMs),
      });
      if (answer.status === 204) return readActor(answer.headers);
      refusal = await readRefusal(answer);
    } catch (cause) {
      refusal = new Refusal(503, unavailable, {}, cause);
    }
    throw refusal;
  };
}

/** @throws Error when it is not Level Up that has answered. */
function readActor(headers: Answer["headers"]): VerifiedActor {
  const read = (name: string) => {
    const value = headers.get(`x-levelup-${name}`);
    if (value === null) throw new Error(`the answer has no X-Levelup-${name}`);
    return value;
  };
  return {
    userId: Number(read("user")),
    username: decodeURIComponent(read("username")),
    tokenId: Number(read("token")),
    kind: read("kind") as VerifiedActor["kind"],
    scopes: (headers.get("x-levelup-scopes") ?? "").split(" ").filter((scope) => scope !== ""),
    isStaff: read("staff") === "1",
  };
}

/** @throws SyntaxError when it is not Level Up that has answered. */
async function readRefusal(answer: Answer): Promise<Refusal> {
  const { status } = answer;
  if (status !== 401 && status !== 403) return new Refusal(503, unavailable, pick(answer, "retry-after"));
  const { detail } = (await answer.json()) as { detail: string };
  return new Refusal(status, detail, pick(answer, "www-authenticate"));
}

function pick({ headers }: Answer, name: string): Record<string, string> {
  const value = headers.get(name);
  return value === null ? {} : { [name]: value };
}
