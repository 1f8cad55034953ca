import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rows } from "@levelup/test-support/support.ts";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { createFileTransport } from "../../src/mail/file-transport.ts";
import { mailOffered } from "../../src/mail/mail.settings.ts";
import { createMailTransport } from "../../src/mail/mail-transport.ts";
import type { MailTransport, OutgoingMail } from "../../src/mail/outgoing-mail.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import { createSecret } from "../../src/settings/secret.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";
import { startSmtpServer, type TestSmtpServer } from "../support/smtp-server.ts";
import { code, queue, resetMail, testKinds } from "../support/test-mail.ts";

const mail: OutgoingMail = {
  id: "17-x",
  kind: "reset",
  date: new Date("2030-01-01T12:00:00.000Z"),
  from: { name: "Level Up", address: "no-reply@play.example" },
  to: { name: "Ada", address: "ada@play.example" },
  subject: "A subject",
  text: `Hello,\n\nhttps://play.example/reset-password#${code}\n`,
  html: "<p>Hello</p>",
};

const deliver = (transport: MailTransport, changes: Partial<OutgoingMail> = {}) =>
  transport.deliver({ ...mail, ...changes }, new AbortController().signal);

const smtp = (url: string) => createSmtpTransport(createSecret(url));

describe("by SMTP", () => {
  test("a mail arrives, marked as one that needs no reply and with the same id at each attempt", async () => {
    await using server = await startSmtpServer();
    await deliver(smtp(server.url));
    await deliver(smtp(server.url));

    const [first, second] = server.received;
    const headers = Object.fromEntries(first?.mail.headers.map(({ key, value }) => [key, value]) ?? []);
    expect([first?.from, first?.to]).toEqual(["no-reply@play.example", ["ada@play.example"]]);
    expect(headers).toMatchObject({
      subject: "A subject",
      from: "Level Up <no-reply@play.example>",
      "auto-submitted": "auto-generated",
      "message-id": "<17-x@play.example>",
    });
    expect(first?.mail.text).toContain(`https://play.example/reset-password#${code}`);
    expect(first?.mail.html).toContain("<p>Hello</p>");
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
  });

  test("it logs in with the name and the password in SMTP_URL, over TLS where the server has it", async () => {
    await using server = await startSmtpServer({ password: "p@ss word" });
    await deliver(smtp(`smtp://ada%40x:p%40ss%20word@127.0.0.1:${server.port}`));
    const wrong = deliver(smtp(`smtp://ada:wrong-secret@127.0.0.1:${server.port}`));

    await expect(wrong).rejects.toMatchObject({ isFinal: false, smtpCode: 535 });
    await expect(wrong).rejects.not.toThrow("wrong-secret");
    expect(server.received).toMatchObject([{ secure: true }]);
  });

  test("nothing leaves this machine without TLS, or to a server whose certificate is not its own", async () => {
    await using plain = await startSmtpServer({ host: "0.0.0.0", tls: false });
    await using selfSigned = await startSmtpServer({ host: "0.0.0.0" });
    // Of this machine, but not its loopback.
    const elsewhere = (port: number) => smtp(`smtp://0.0.0.0:${port}`);

    await expect(deliver(elsewhere(plain.port))).rejects.toMatchObject({ isFinal: false });
    await expect(deliver(elsewhere(selfSigned.port))).rejects.toThrow(/^ESOCKET|^ETLS/);
    expect([plain.received, selfSigned.received]).toEqual([[], []]);
  });

  test.for([
    [
      { reply: 451, to: "RCPT TO" },
      { isFinal: false, smtpCode: 451 },
    ],
    [
      { reply: 550, to: "RCPT TO" },
      { isFinal: true, smtpCode: 550 },
    ],
    [
      { reply: 451, to: "DATA" },
      { isFinal: false, smtpCode: 451 },
    ],
    [
      { reply: 554, to: "DATA" },
      { isFinal: true, smtpCode: 554 },
    ],
    ["drop after DATA", { isFinal: false, smtpCode: null }],
  ] as const)("J14: after %j another attempt is worth it or not: %j", async ([behaviour, error]) => {
    await using server = await startSmtpServer();
    server.behave(behaviour);

    await expect(deliver(smtp(server.url))).rejects.toMatchObject(error);
  });

  test("J14: a server that does not answer is broken off", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const aborting = new AbortController();
    const delivery = smtp(`smtp://127.0.0.1:${port}`).deliver(mail, aborting.signal);
    silent.once("connection", () => aborting.abort());

    await expect(delivery).rejects.toMatchObject({ isFinal: false });
    await new Promise((resolve) => silent.close(resolve));
  });

  test.for([
    ["a line break in the name", { name: "Eve\r\nBcc: eve@evil.example" }],
    ["quotes and commas in the name", { name: 'Eve", eve@evil.example, "x' }],
    ["angle brackets in the name", { name: "<eve@evil.example>" }],
    ["a mark that turns the direction in the name", { name: "\u202eeve\u200f" }],
    ["150 letters beyond the first plane in the name", { name: "𝔸".repeat(150) }],
  ] as const)("J20: with %s there is one recipient, and no header of the caller's", async ([, to]) => {
    await using server = await startSmtpServer();
    await deliver(smtp(server.url), { to: { ...mail.to, ...to } });

    const [received] = server.received;
    expect(received?.to).toEqual(["ada@play.example"]);
    expect(received?.mail.to).toMatchObject([{ address: "ada@play.example" }]);
    expect(received?.mail.headers.map(({ key }) => key).sort()).toEqual([
      "auto-submitted",
      "content-type",
      "date",
      "from",
      "message-id",
      "mime-version",
      "subject",
      "to",
    ]);
    expect(received?.raw.split("\r\n\r\n")[0]).not.toMatch(/^bcc/im);
  });
});

/** An app that sends by a mail server. */
const appOn = ({ url }: Pick<TestSmtpServer, "url">) =>
  createTestApp({ mailKinds: testKinds, mailTransport: smtp(url) });

const waiting = (app: TestApp) => rows(app, "select attempts from mails");

describe("a queued mail", () => {
  test("J14: arrives once when the mail server was down or too busy, and is back", async () => {
    const down = await startSmtpServer();
    await down.close();
    await using app = await appOn(down);
    await queue(app);
    await app.app.mails.run();
    await using server = await startSmtpServer({ port: down.port });
    server.behave({ reply: 451, to: "RCPT TO" });
    app.clock.advance({ seconds: 30 });
    await app.app.mails.run();
    server.behave("accept");
    app.clock.advance({ minutes: 2 });
    await app.app.mails.run();
    await app.app.mails.run();

    expect(server.received).toHaveLength(1);
    expect(await waiting(app)).toEqual([]);
  });

  test("J14: arrives twice, with one id, when the server hung up after it had the mail", async () => {
    await using server = await startSmtpServer();
    await using app = await appOn(server);
    server.behave("drop after DATA");
    await queue(app);
    await app.app.mails.run();
    server.behave("accept");
    app.clock.advance({ seconds: 30 });
    await app.app.mails.run();

    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(await waiting(app)).toEqual([]);
  });

  test.for([
    "eve@evil.example,admin@corp.example",
    "eve@evil.example\r\nRCPT TO:<admin@corp.example>",
    "<eve@evil.example> SIZE=1",
    '"Eve" <eve@evil.example>',
    "eve",
    "",
  ])("J20: to %j goes to no server and is given up", async (asked) => {
    await using server = await startSmtpServer();
    await using app = await appOn(server);
    await queue(app, { asked });

    await app.app.mails.run();

    expect(server.received).toEqual([]);
    expect(await waiting(app)).toEqual([]);
    expect(await rows(app, "select outcome from audit_events where event = 'mail'")).toHaveLength(1);
  });

  test("J21: leaves its link in no row, log line or metric, even of a server that repeats the mail", async () => {
    await using server = await startSmtpServer();
    await using app = await appOn(server);
    const { account } = await app.gamer();
    const kept = async () => {
      const tables = "select tablename from pg_tables where schemaname = 'public'";
      const names = await rows<{ tablename: string }>(app, tables);
      const all = await Promise.all(names.map(({ tablename }) => rows(app, `select t::text from "${tablename}" t`)));
      return JSON.stringify(all);
    };
    const seen: string[] = [];
    for (const behaviour of ["drop after DATA", { reply: 451, to: "DATA" }, { reply: 554, to: "DATA" }] as const) {
      server.behave(behaviour);
      await queue(app, { user: account.id });
      await app.app.mails.run();
      seen.push(await kept());
      app.clock.advance({ hours: 1 });
    }
    seen.push(await app.app.metrics.text(), ...app.logLines());

    expect(server.received.every(({ mail }) => mail.text?.includes(code))).toBe(true);
    expect(seen.join()).toContain("levelup mail (reset, SMTP 554)");
    expect(seen.join()).not.toContain(code.slice(-40));
    // The log blanks what looks like a token, and it should not have to.
    expect(seen.join()).not.toContain("reset-password#");
  });
});

describe("as files", () => {
  test("J22: a mail is a .eml that only its owner reads, and the log names the file, not the link", async () => {
    const folder = await mkdtemp(join(tmpdir(), "levelup-"));
    await using app = await createTestApp({ mailKinds: testKinds });
    const transport = createFileTransport(join(folder, "mails"), app.app.log);
    await deliver(transport);
    await deliver(transport, { id: "18-y" });

    const files = await readdir(join(folder, "mails"));
    const file = join(folder, "mails", files[0] ?? "");
    const text = await readFile(file, "utf8");
    const parsed = await PostalMime.parse(text);
    expect(files).toEqual(["2030-01-01T12-00-00.000Z-reset-17-x.eml", "2030-01-01T12-00-00.000Z-reset-18-y.eml"]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "mails"))).mode & 0o777).toBe(0o700);
    expect(parsed).toMatchObject({ subject: "A subject", to: [{ name: "Ada", address: "ada@play.example" }] });
    expect([parsed.text?.trim(), parsed.html?.trim()]).toEqual([mail.text.trim(), "<p>Hello</p>"]);
    expect(text).toContain(`\nhttps://play.example/reset-password#${code}\n`);
    const log = app.logLines().join("\n");
    expect(log).toContain(file);
    expect(log).not.toContain(code);
    await rm(folder, { recursive: true });
  });

  test("J20: a path in a name or an address leads to no other folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "levelup-"));
    await using app = await createTestApp();
    await deliver(createFileTransport(folder, app.app.log), { to: { name: "../../x", address: "../x@play.example" } });

    expect(await readdir(folder)).toHaveLength(1);
    await rm(folder, { recursive: true });
  });
});

describe("J22: mails are offered", () => {
  test.for([
    [{}, true],
    [{ HOST: "127.0.0.1" }, true],
    [{ HOST: "0.0.0.0" }, false],
    [{ DATABASE_URL: "postgres://x/y" }, false],
    [{ HOST: "0.0.0.0", SMTP_URL: "smtp://mail.example", PUBLIC_URL: "https://play.example" }, true],
  ] as const)("with %j: %j", async ([env, offered]) => {
    const { mail } = readSettings(env);
    await using app = await createTestApp();

    expect(mailOffered(mail)).toBe(offered);
    expect(createMailTransport(mail, app.app.log) !== null).toBe(offered);
  });
});

test("J13: a link begins with PUBLIC_URL, wherever the server listens", async () => {
  await using app = await createTestApp({
    mailKinds: { reset: async () => [resetMail()] },
    settings: { mail: { publicUrl: "https://play.example.com/game" } },
  });
  app.app.mails.start("http://evil.example");
  await queue(app);

  expect(await app.mails()).toMatchObject([{ link: `https://play.example.com/game/reset-password#${code}` }]);
});
