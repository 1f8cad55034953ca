import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** How a mail server answers: as it should, with a reply code of its own, or by hanging up when it has the whole mail. */
type Behaviour = "accept" | { reply: number; to: "RCPT TO" | "DATA" } | "drop after DATA";

/** A mail that the server has, whatever it answered then. */
type Received = { from: string; to: string[]; secure: boolean; raw: string; mail: Email };

export type TestSmtpServer = AsyncDisposable & {
  url: string;
  port: number;
  received: Received[];
  behave(behaviour: Behaviour): void;
  /** Stops listening. */
  close(): Promise<void>;
};

/** A mail server on this machine, which repeats the mail in its errors, as some do. */
export async function startSmtpServer({
  port: wanted = 0,
  host = "127.0.0.1",
  tls = true,
  password,
}: {
  port?: number;
  host?: string;
  /** Whether it has STARTTLS, with a certificate that it signed itself. */
  tls?: boolean;
  /** What a login takes; without it none is needed. */
  password?: string;
} = {}): Promise<TestSmtpServer> {
  const received: Received[] = [];
  let behaviour: Behaviour = "accept";
  const answer = (at: "RCPT TO" | "DATA", text: string) => {
    if (typeof behaviour === "string" || behaviour.to !== at) return null;
    return Object.assign(new Error(`not accepted: ${text}`), { responseCode: behaviour.reply });
  };
  const server = new SMTPServer({
    authOptional: password === undefined,
    closeTimeout: 0,
    // Without it a line warns of its own certificate, which is all that is wanted here.
    logger: false,
    disabledCommands: tls ? [] : ["STARTTLS"],
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: "levelup" }) : done(new Error("wrong password")),
    onRcptTo: ({ address }, _session, done) => done(answer("RCPT TO", address)),
    async onData(stream, { envelope, secure }, done) {
      const raw = Buffer.concat(await stream.toArray()).toString();
      const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      received.push({ from, to, secure, raw, mail: await PostalMime.parse(raw) });
      if (behaviour !== "drop after DATA") return done(answer("DATA", raw.replace(/=?\r\n/g, "")));
      for (const connection of server.connections) connection._socket.destroy();
    },
  });
  server.on("error", () => undefined);
  const listening = server.listen(wanted, host);
  await once(listening, "listening");
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    behave(next) {
      behaviour = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
