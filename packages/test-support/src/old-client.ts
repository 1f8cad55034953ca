import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A page as the course's clients are, from a server of its own, as React's is while one works on it. */
export type OldClient = AsyncDisposable & {
  origin: string;
  /** The path of the page that knows an API. */
  path(api: string): string;
};

export async function startOldClient(): Promise<OldClient> {
  const page = await readFile(new URL("old-client.html", import.meta.url));
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(page));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    path: (api) => `/?api=${encodeURIComponent(api)}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
