import { connect } from "node:net";

/** A request as it goes over the wire; a text is sent as Latin-1, one byte a character, unless it is a body. */
export type RawRequest = {
  method: string;
  path: string;
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string | Buffer;
};

export type RawAnswer = { status: number; headers: Map<string, string>; body: string };

/** A request's bytes. They name the same host whatever server they go to, and ask it to close the connection. */
export function bytesOf({ method, path, headers = [], body }: RawRequest): Buffer {
  const content = Buffer.from(body ?? "");
  const length = body === undefined ? [] : [["Content-Length", String(content.length)] as const];
  const lines = [["Host", "localhost"] as const, ["Connection", "close"] as const, ...headers, ...length];
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join(
    "\r\n",
  );
  return Buffer.concat([Buffer.from(head, "latin1"), content]);
}

/** Sends bytes to a server, as they are, and reads its one answer until it hangs up; without one the status is NaN. */
export async function sendBytes(
  url: string,
  bytes: Buffer | string,
  { localAddress }: { localAddress?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const host = hostname === "localhost" ? "127.0.0.1" : hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: Number(port), ...(localAddress === undefined ? {} : { localAddress }) });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  // A connection that is cut is an answer too.
  socket.on("error", () => {});
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  return readAnswer(Buffer.concat(chunks).toString("utf8"));
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(statusLine.split(" ")[1]), headers, body: text.slice(end + 4) };
}
