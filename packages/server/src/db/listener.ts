import { Socket } from "node:net";
import { Client } from "pg";

/** What a listener is told. */
export type Ears = {
  hear(channel: string, payload: string): void;
  /** The connection has ended, and nothing will be heard any more. */
  lost(error: Error): void;
};

/** Listens to channels from when it resolves until the signal says to stop. Rejects where that is not possible. */
export type Listen = (channels: readonly string[], ears: Ears, signal: AbortSignal) => Promise<void>;

/** PostgreSQL's LISTEN, on a connection of its own: those of the pool are anybody's. */
export function createListen(url: string, { connectTimeoutMs }: { connectTimeoutMs: number }): Listen {
  return async function listen(channels, ears, signal) {
    const socket = new Socket();
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: connectTimeoutMs,
      application_name: "levelup-listen",
      stream: () => socket,
    });
    const lost = (error = new Error("the listening connection has ended")) => {
      socket.destroy();
      if (!signal.aborted) ears.lost(error);
    };
    client.on("notification", ({ channel, payload = "" }) => {
      if (!signal.aborted) ears.hear(channel, payload);
    });
    client.on("error", lost);
    client.on("end", lost);
    // Not a polite goodbye: the other end may be the reason for it, and would not answer.
    signal.addEventListener("abort", () => socket.destroy());
    try {
      signal.throwIfAborted();
      await client.connect();
      await client.query(channels.map((channel) => `listen "${channel}"`).join("; "));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
}
