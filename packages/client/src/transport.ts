import type { ProcedurePath } from "@levelup/contract/errors";
import type { Operation, OperationLink } from "@trpc/client";
import { httpBatchLink } from "@trpc/client/links/httpBatchLink";
import { httpLink } from "@trpc/client/links/httpLink";
import type { AnyRouter } from "@trpc/server";
import { type Fetch, platform } from "./platform.ts";

export type CallType = "query" | "mutation";

/** Sends one call over tRPC and returns its answer. Rejects with a `TRPCClientError`. */
export type Send = (
  type: CallType,
  path: ProcedurePath,
  input?: unknown,
  signal?: Operation["signal"],
) => Promise<unknown>;

type ConnectionOptions = {
  url: string;
  fetch: Fetch | undefined;
  token: string | null;
  /** Whether a request outlives the page. Browsers limit the size of such requests. */
  keepalive?: boolean;
};

/** The server accepts no more calls in one request. */
const maxBatchItems = 10;

/**
 * Connects to the server with one token, or with none. A batch has one Authorization header, so each token has its own
 * connection: calls of two gamers never share a request.
 *
 * It uses tRPC's links without tRPC's client: the client would add a tenth to the SDK's size, and nothing here needs
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
  const batched = httpBatchLink({ ...options, maxItems: maxBatchItems })({});

  return (type, path, input, signal = null) =>
    new Promise((resolve, reject) => {
      const link: OperationLink<AnyRouter> = type === "query" ? batched : single;
      const op: Operation = { id: 0, type, path, input, context: {}, signal };
      // The cast leaves out `next`: these links end a chain and never call it.
      link({ op } as Parameters<typeof link>[0]).subscribe({
        next: ({ result }) => resolve("data" in result && result.data),
        error: reject,
      });
    });
}
