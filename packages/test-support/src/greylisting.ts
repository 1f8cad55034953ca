import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

/**
 * A policy server for Postfix that puts off the first mail to each recipient.
 * https://www.postfix.org/SMTPD_POLICY_README.html
 */
export async function startGreylisting(): Promise<{ port: number } & AsyncDisposable> {
  const known = new Set<string>();
  const server = createServer(async (socket) => {
    socket.on("error", () => undefined);
    let recipient = "";
    // A request is lines of name=value, and an empty one at its end.
    for await (const line of createInterface(socket)) {
      if (line.startsWith("recipient=")) recipient = line;
      if (line !== "") continue;
      socket.write(known.has(recipient) ? "action=dunno\n\n" : "action=450 4.7.1 Greylisted, try again later\n\n");
      known.add(recipient);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
