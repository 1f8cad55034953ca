import { type ErrorCode, errorTable, type WireErrorData } from "@levelup/contract/errors";
import type { Account, Fetch } from "../src/index.ts";

/** One HTTP request that the fake server received. */
type ReceivedRequest = {
  paths: string[];
  batch: boolean;
  method: string;
  authorization: string | undefined;
  keepalive: boolean;
  signal: AbortSignal | undefined;
};

type Handler = (call: { input: unknown; token: string | null }) => unknown;

/** An error of the table, as the server's procedures throw it. */
export class WireError extends Error {
  readonly data: Record<string, unknown>;

  constructor(code: ErrorCode | "CODE_OF_TOMORROW", details: Partial<WireErrorData> = {}) {
    const { status, message } = code === "CODE_OF_TOMORROW" ? { status: 400, message: "New." } : errorTable[code];
    super(message);
    this.data = { code, httpStatus: status, requestId: "req-1", ...details };
  }
}

export const ada: Account = account({ id: 1, username: "ada", firstName: "Ada" });
export const grace: Account = account({ id: 2, username: "grace", firstName: "Grace" });

function account(details: Partial<Account>): Account {
  return {
    id: 0,
    username: "",
    email: "",
    emailVerified: false,
    firstName: "",
    lastName: "Gamer",
    bio: "",
    dateJoined: "2030-01-01T00:00:00.000Z",
    lastLogin: null,
    ...details,
  };
}

/**
 * Answers tRPC over HTTP without a server, to produce what a real one rarely does. Every login mints the next token,
 * `ada-1`, `ada-2`; a handler in `on` replaces a procedure.
 */
export function createFakeServer(accounts: Account[] = [ada, grace]) {
  const requests: ReceivedRequest[] = [];
  const live = new Map<string, Account>();
  const on: Record<string, Handler> = {};
  const state = { online: true };
  let minted = 0;

  function mint(owner: Account) {
    minted += 1;
    const token = `${owner.username}-${minted}`;
    live.set(token, owner);
    return { token, expiresAt: "2030-02-01T00:00:00.000Z" };
  }

  function owner(token: string | null): Account {
    const found = token === null ? undefined : live.get(token);
    if (found) return found;
    throw new WireError(token === null ? "TOKEN_MISSING" : "TOKEN_INVALID");
  }

  const standard: Record<string, Handler> = {
    "auth.register": ({ input }) => {
      const { username } = input as { username: string };
      const found = accounts.find((one) => one.username === username);
      if (!found) throw new WireError("USERNAME_TAKEN", { field: "username" });
      return { ...mint(found), account: found };
    },
    "auth.login": ({ input }) => {
      const { username } = input as { username: string };
      const found = accounts.find((one) => one.username === username);
      return found ? { valid: true, ...mint(found), account: found } : { valid: false };
    },
    "auth.logout": ({ token }) => ({ revoked: live.delete(token ?? "") }),
    "account.me": ({ token }) => owner(token),
    "account.update": ({ token, input }) => ({ ...owner(token), ...(input as object) }),
    "account.changePassword": ({ token }) => {
      const changed = owner(token);
      live.clear();
      return mint(changed);
    },
    "auth.confirm": ({ token }) => {
      const confirmed = owner(token);
      live.delete(token ?? "");
      return { ...mint(confirmed), freshUntil: "2030-01-01T00:15:00.000Z" };
    },
    "tokens.list": ({ token }) => (owner(token) ? [] : null),
    "tokens.revoke": ({ input }) => ({ revoked: (input as { id: number }).id }),
    "tokens.revokeOthers": ({ token }) => owner(token) && { revoked: 0 },
  };

  async function answer(path: string, input: unknown, token: string | null) {
    try {
      const handle = on[path] ?? standard[path];
      if (!handle) throw new WireError("NOT_FOUND");
      return { result: { data: await handle({ input, token }) } };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { error: { code: -32_000, message: error.message, data: error.data } };
    }
  }

  const fetch: Fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(url);
    const paths = pathname.slice(pathname.lastIndexOf("/") + 1).split(",");
    const batch = searchParams.has("batch");
    const authorization = new Headers(init.headers).get("authorization") ?? undefined;
    requests.push({
      paths,
      batch,
      method: init.method ?? "GET",
      authorization,
      keepalive: init.keepalive ?? false,
      signal: Reflect.get(init, "signal"),
    });
    if (!state.online) throw new TypeError("fetch failed");

    const token = authorization?.replace("Token ", "") ?? null;
    const input = JSON.parse(init.body ?? searchParams.get("input") ?? "null");
    const answers = await Promise.all(paths.map((path, index) => answer(path, batch ? input?.[index] : input, token)));
    return Response.json(batch ? answers : answers[0]);
  };

  return {
    url: "http://levelup.test/trpc",
    fetch,
    requests,
    /** The tokens that are alive. */
    live,
    on,
    state,
    /** How often a procedure was called. */
    count: (path: string) => requests.flatMap((request) => request.paths).filter((one) => one === path).length,
  };
}

/** A promise that the test settles. */
export function gate<T = void>() {
  return Promise.withResolvers<T>();
}
