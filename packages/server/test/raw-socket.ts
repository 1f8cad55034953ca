import { createConnection, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { Wire } from "./wire.ts";

/** A connection to the server, with nothing sent. */
export function connect(wire: Wire): Promise<Socket> {
  const socket = createConnection({ host: "127.0.0.1", port: Number(new URL(wire.url).port) });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}

/** Sends bytes as they are and reads until the server hangs up. */
export async function raw(wire: Wire, bytes: string): Promise<string> {
  const socket = await connect(wire);
  const answer = text(socket).catch(() => "");
  socket.write(bytes);
  return answer;
}
