import type { ProcedurePath } from "@levelup/contract/errors";
import { createTRPCUntypedClient, httpBatchLink, httpLink, splitLink } from "@trpc/client";
import { type Fetch, platform } from "./platform.ts";

/** Sends one call over tRPC and gives its answer. Rejects with tRPC's own error. */
export type Send = (type: "query" | "mutation", path: ProcedurePath, input?: unknown) => Promise<unknown>;

/** As many calls as the server takes in one request. */
const maxBatchItems = 10;

/**
 * A way to the server with one token, or with none. A batch has one Authorization header, so every token has a
 * connection, and with it batches, of its own: two gamers' calls cannot meet in one request.
 */
export function connect(url: string, token: string | null, customFetch: Fetch | undefined): Send {
  const link = {
    url,
    headers: token ? { Authorization: `Token ${token}` } : {},
    // Looked up at each call, so that a fetch that is instrumented later is used. Logging out survives leaving the page.
    fetch: (target: unknown, init: object = {}) => {
      const fetch = customFetch ?? platform.fetch;
      if (!fetch) throw new Error("This platform has no fetch: pass one to createLevelUp.");
      return fetch(String(target), String(target).endsWith("/auth.logout") ? { ...init, keepalive: true } : init);
    },
  };
  const client = createTRPCUntypedClient({
    links: [
      splitLink({
        condition: ({ path }) => path.startsWith("auth.") || path === "account.changePassword",
        true: httpLink(link),
        false: httpBatchLink({ ...link, maxItems: maxBatchItems }),
      }),
    ],
  });
  return (type, path, input) => client[type](path, input);
}
