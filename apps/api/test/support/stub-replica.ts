import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a proxy takes for a replica: it answers as the test says, and remembers what it was asked. */
export type StubReplica = AsyncDisposable & {
  url: string;
  /** What came, as in `POST /trpc/auth.register`. */
  readonly asked: string[];
};

/** @param answer gets the request when all of it is there. */
export async function stubReplica(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<StubReplica> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    await once(request.resume(), "end");
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
