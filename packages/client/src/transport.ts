import type { ProcedurePath } from "@levelup/contract/errors";
import { httpBatchLink, httpLink, type Operation, type OperationLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { type Fetch, platform } from "./platform.ts";

export type CallType = "query" | "mutation";

/** Sends one call over tRPC and gives its answer. Rejects with tRPC's own error. */
export type Send = (type: CallType, path: ProcedurePath, input?: unknown) => Promise<unknown>;

/** As many calls as the server takes in one request. */
const maxBatchItems = 10;

/**
 * A way to the server with one token, or with none. A batch has one Authorization header, so every token has a
 * connection, and with it batches, of its own: two gamers' calls cannot meet in one request.
 *
 * It runs tRPC's links without tRPC's client around them: that client's subscriptions, chains of links and proxies
 * would be a tenth of the SDK's size, and nothing here uses them.
 */
export function connect(url: string, token: string | null, customFetch: Fetch | undefined): Send {
  const options = {
    url,
    headers: token ? { Authorization: `Token ${token}` } : {},
    // Looked up at each call, so that a fetch that is instrumented later is used. Logging out survives leaving the page.
    fetch: (target: unknown, init: object = {}) =>
      (customFetch ?? platform.fetch)(
        `${target}`,
        `${target}`.endsWith("logout") ? { ...init, keepalive: true } : init,
      ),
  };
  const single = httpLink(options)({});
  const batched = httpBatchLink({ ...options, maxItems: maxBatchItems })({});

  return (type, path, input) =>
    new Promise((resolve, reject) => {
      const link: OperationLink<AnyRouter> = type === "query" ? batched : single;
      const op: Operation = { id: 0, type, path, input, context: {}, signal: null };
      // These links are last ones: they never call the `next` that a chain would give them.
      link({ op } as Parameters<typeof link>[0]).subscribe({
        next: ({ result }) => resolve("data" in result && result.data),
        error: reject,
      });
    });
}
