import type { Operation, OperationLink } from "@trpc/client";
import { httpBatchLink } from "@trpc/client/links/httpBatchLink";
import { httpLink } from "@trpc/client/links/httpLink";
import type { AnyRouter } from "@trpc/server";
import { type Fetch, platform, type Signal } from "./platform.ts";

/** Sends one call over tRPC and returns its answer. Rejects with a `TRPCClientError`. */
export type Send = (
  type: "query" | "mutation" | "subscription",
  path: string,
  input?: unknown,
  signal?: Signal | null | undefined,
) => Promise<unknown>;

type ConnectionOptions = {
  url: string;
  fetch: Fetch | undefined;
  token: string | null;
  /** Whether a request outlives the page. Browsers limit the size of such requests. */
  keepalive?: boolean;
};

/** The server accepts no more calls in one request, and nginx no longer URLs. */
const batchLimits = { maxItems: 10, maxURLLength: 8000 };

/**
 * Connects to the server with one token, or with none. A batch has one Authorization header, so each token has its own
 * connection: calls of two gamers never share a request.
 *
 * It uses tRPC's links without tRPC's client: the client would add a quarter to the SDK's size, and nothing here needs
 * its subscriptions, chains and proxies.
 */
export function connect({ url, fetch, token, keepalive = false }: ConnectionOptions): Send {
  const options = {
    url,
    headers: token ? { Authorization: `Token ${token}` } : {},
    // Read at each call, so that a fetch instrumented later is used.
    fetch: (target: unknown, init: object = {}) => (fetch ?? platform.fetch)(`${target}`, { ...init, keepalive }),
  };
  const single = httpLink(options)({});
  const batched = httpBatchLink({ ...options, ...batchLimits })({});

  return (type, path, input, signal) =>
    new Promise((resolve, reject) => {
      const link: OperationLink<AnyRouter> = type === "query" ? batched : single;
      const op = { type, path, input, signal } as Operation;
      // The cast leaves out `next`: these links end a chain and never call it.
      link({ op } as Parameters<typeof link>[0]).subscribe({
        next: ({ result }) => resolve((result as { data?: unknown }).data),
        error: reject,
      });
    });
}
