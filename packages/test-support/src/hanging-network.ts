import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a port that can stop forwarding, without closing anything, as a network does that swallows packets. */
export type HangingNetwork = AsyncDisposable & { port: number; hang(): void; recover(): void };

export async function hangingNetwork(target: number): Promise<HangingNetwork> {
  const sockets = new Set<Socket>();
  let hanging = false;

  function forward(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (bytes) => {
      if (!hanging) to.write(bytes);
    });
    // While nothing gets through, neither side learns that the other ended.
    from.on("close", () => {
      sockets.delete(from);
      if (!hanging) to.destroy();
    });
    from.on("error", () => undefined);
  }

  const server = createServer((client) => {
    const database = connect(target, "127.0.0.1");
    forward(client, database);
    forward(database, client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    hang() {
      hanging = true;
    },
    /** What was under way is lost; what comes from now on gets through. */
    recover() {
      hanging = false;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
