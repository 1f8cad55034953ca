import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { User } from "../../src/accounts/user.entity.ts";
import { createMailSender, type MailSender } from "../../src/mail/mail-sender.ts";
import { DeliveryError, type MailTransport } from "../../src/mail/outgoing-mail.ts";
import { queueMail } from "../../src/mail/queue-mail.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";
import { code, queue, resetMail, testKinds } from "../support/test-mail.ts";

/** Delivers when it is let go. */
function heldTransport() {
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  const begun: string[] = [];
  const transport: MailTransport = {
    async deliver({ to }, signal) {
      begun.push(to.address);
      const { promise: aborted, reject } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => reject(new Error("aborted")));
      await Promise.race([letGo, aborted]);
    },
  };
  return { transport, begun, letGo: resolve };
}

/** Fails as often as there are errors, and then delivers. */
function failingTransport(...errors: Error[]) {
  const delivered: string[] = [];
  const transport: MailTransport = {
    async deliver({ id }) {
      const error = errors.shift();
      if (error !== undefined) throw error;
      delivered.push(id);
    },
  };
  return { transport, delivered };
}

/** Well before a running sender looks by itself. */
const soon = { timeout: 7000 };

const temporary = () => new DeliveryError("EENVELOPE", { isFinal: false, smtpCode: 451 });
const final = () => new DeliveryError("EENVELOPE", { isFinal: true, smtpCode: 550 });

/** A further sender on the database of an app, as another replica has one. */
function replica({ app, clock }: TestApp, transport: MailTransport): MailSender {
  const render = () => ({ subject: "s", text: "t", html: null });
  const { database, log } = app;
  const from = { name: "", address: "no-reply@play.example" };
  return createMailSender({ database, transport, kinds: testKinds, render, from, clock, log, onMail: () => {} });
}

const waiting = (app: TestApp) => rows(app, "select attempts from mails");

const audited = (app: TestApp) =>
  rows(app, "select event, outcome, user_id, user_agent from audit_events where event = 'mail'");

test("a queued mail is sent once, and its row is gone", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  await queue(app);

  const [mail] = await app.mails();

  expect(mail).toMatchObject({ kind: "reset", to: "ada@play.example", name: "ada", code });
  expect(mail?.link).toBe(`http://localhost:8000/reset-password#${code}`);
  expect(await app.mails()).toHaveLength(1);
  expect(await waiting(app)).toEqual([]);
});

test("J15: of a change that is rolled back no mail is sent", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  app.app.mails.start("http://localhost:8000");

  const rolledBack = app.app.database.fork().transactional(async (em) => {
    queueMail(em, { kind: "reset", now: app.clock.now() });
    await em.flush();
    throw new Error("no");
  });

  await expect(rolledBack).rejects.toThrow("no");
  expect(await app.mails()).toEqual([]);
});

test.for(["flush", "transaction"])("a running sender sends a mail right after the commit of its %s", async (way) => {
  const held = heldTransport();
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: held.transport });
  app.app.mails.start("http://localhost:8000");
  await app.app.mails.run();

  if (way === "flush") await queue(app);
  else {
    await app.app.database.fork().transactional(async (em) => {
      queueMail(em, { kind: "reset", now: app.clock.now() });
      await em.flush();
      expect(held.begun).toEqual([]);
    });
  }

  await expect.poll(() => held.begun, soon).toEqual(["ada@play.example"]);
  held.letGo();
});

test("a kind with nothing to send ends the mail", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  await queue(app, { kind: "nothing" });

  expect(await app.mails()).toEqual([]);
  expect(await waiting(app)).toEqual([]);
});

test("what a kind writes is committed before the mail goes out, and no transaction is open meanwhile", async () => {
  const seen: object[] = [];
  await using app = await createTestApp({
    mailKinds: {
      async writes(em, mail) {
        await em.nativeUpdate(User, { id: mail.user?.id ?? 0 }, { firstName: "written" });
        return [resetMail()];
      },
    },
    mailTransport: {
      async deliver() {
        seen.push(await rows(app, "select first_name from users"));
        const open = "select pid from pg_stat_activity where datname = current_database() and state like 'idle in %'";
        seen.push(await rows(app, open));
      },
    },
  });
  const { account } = await app.gamer();
  await queue(app, { kind: "writes", user: account.id });

  await app.app.mails.run();

  expect(seen).toEqual([[{ first_name: "written" }], []]);
});

test("J14: a mail that fails is tried again after 30 s, 2, 10 and 30 minutes, and then every hour", async () => {
  const { transport, delivered } = failingTransport(...Array.from({ length: 7 }, temporary));
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: transport });
  await queue(app);
  const { mails } = app.app;

  const attempts: unknown[] = [];
  await mails.run();
  for (const minutes of [0.5, 2, 10, 30, 60, 60, 60]) {
    app.clock.advance({ ms: minutes * 60_000 - 1 });
    await mails.run();
    attempts.push(...(await waiting(app)));
    app.clock.advance({ ms: 1 });
    await mails.run();
  }

  expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => ({ attempts: number })));
  expect(delivered).toHaveLength(1);
  expect(await waiting(app)).toEqual([]);
  expect(await audited(app)).toEqual([]);
});

test("J14: a mail that is refused for good is given up, and on record", async () => {
  const { transport } = failingTransport(final());
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: transport });
  const { account } = await app.gamer();
  await queue(app, { user: account.id });

  await app.app.mails.run();

  const userAgent = "levelup mail (reset, SMTP 550)";
  expect(await waiting(app)).toEqual([]);
  expect(await audited(app)).toEqual([
    { event: "mail", outcome: "failure", user_id: account.id, user_agent: userAgent },
  ]);
});

test("a mail that cannot be sent within its lifetime is given up, and on record", async () => {
  const { transport, delivered } = failingTransport(temporary(), temporary());
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: transport });
  await queue(app, { lifetimeMs: 90_000 });

  await app.app.mails.run();
  app.clock.advance({ seconds: 30 });
  await app.app.mails.run();
  app.clock.advance({ minutes: 2 });
  await app.app.mails.run();

  expect([delivered, await waiting(app)]).toEqual([[], []]);
  expect(await audited(app)).toMatchObject([{ user_agent: "levelup mail (reset, expired)" }]);
});

test("J15: a mail of a process that died is sent by another one, two minutes after", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  const dead = heldTransport();
  const deadSender = replica(app, dead.transport);
  await queue(app);
  const neverDone = deadSender.run();
  await expect.poll(() => dead.begun).toHaveLength(1);

  app.clock.advance({ minutes: 2, ms: -1 });
  const before = await app.mails();
  app.clock.advance({ ms: 1 });
  const after = await app.mails();
  await deadSender.stop(0);
  await neverDone;

  expect([before, after]).toMatchObject([[], [{ to: "ada@play.example" }]]);
  expect(await waiting(app)).toEqual([]);
});

test("a sender sends two mails at once, at most, and does not hold up others behind one that hangs", async () => {
  const held = heldTransport();
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: held.transport });
  for (const name of ["a", "b", "c", "d"]) await queue(app, { asked: `${name}@play.example` });

  const run = app.app.mails.run();
  await expect.poll(() => held.begun).toHaveLength(2);
  const taken = await rows(app, "select id from mails where attempts > 0");
  held.letGo();
  await run;

  expect(taken).toHaveLength(2);
  expect(held.begun.toSorted()).toEqual(["a", "b", "c", "d"].map((name) => `${name}@play.example`));
});

test("a mail that is queued while another hangs does not wait for it", async () => {
  const { promise: hanging, resolve } = Promise.withResolvers<void>();
  const delivered: string[] = [];
  await using app = await createTestApp({
    mailKinds: testKinds,
    mailTransport: {
      async deliver({ to }) {
        if (to.address === "hangs@play.example") await hanging;
        delivered.push(to.address);
      },
    },
  });
  await queue(app, { asked: "hangs@play.example" });
  app.app.mails.start("http://localhost:8000");
  await expect.poll(() => waiting(app)).toEqual([{ attempts: 1 }]);

  await queue(app);

  await expect.poll(() => delivered, soon).toEqual(["ada@play.example"]);
  resolve();
});

test("a stop lets the mails in hand finish and takes no more", async () => {
  const held = heldTransport();
  await using app = await createTestApp({ mailKinds: testKinds });
  const sender = replica(app, held.transport);
  for (const name of ["a", "b", "c"]) await queue(app, { asked: `${name}@play.example` });
  const run = sender.run();
  await expect.poll(() => held.begun).toHaveLength(2);

  const stopped = sender.stop(60_000);
  held.letGo();
  await Promise.all([stopped, run]);

  expect(held.begun).toHaveLength(2);
  expect(await waiting(app)).toEqual([{ attempts: 0 }]);
});

test("a stop breaks off a mail that hangs, which is tried again", async () => {
  const held = heldTransport();
  await using app = await createTestApp({ mailKinds: testKinds });
  const sender = replica(app, held.transport);
  await queue(app);
  const run = sender.run();
  await expect.poll(() => held.begun).toHaveLength(1);

  await sender.stop(0);
  await run;
  app.clock.advance({ seconds: 30 });

  expect(await app.mails()).toHaveLength(1);
});

test("a mail of an account that is deleted meanwhile is not sent", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  const { account } = await app.gamer();
  await queue(app, { user: account.id });
  await rows(app, "delete from users");

  expect(await app.mails()).toEqual([]);
});

test("a mail of a kind that only a newer release knows is kept for it", async () => {
  await using app = await createTestApp({ mailKinds: {} });
  await queue(app, { kind: "newer" });

  expect(await app.mails()).toEqual([]);
  expect(await waiting(app)).toEqual([{ attempts: 1 }]);
});

test("where mails are not offered, those that are queued are thrown away, and nothing is prepared", async () => {
  const prepared: string[] = [];
  await using app = await createTestApp({
    mailKinds: {
      async reset(_em, { kind }) {
        prepared.push(kind);
        return [resetMail()];
      },
    },
    settings: { mail: { delivery: null } },
  });
  await queue(app);

  expect(await app.mails()).toEqual([]);
  expect([await waiting(app), prepared]).toEqual([[], []]);
});

test("while the database does not answer, a run ends, and a later one sends the mail", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  await queue(app);
  await rows(app, "alter table mails rename to gone");

  const during = await app.mails();
  await rows(app, "alter table gone rename to mails");

  expect([during, await app.mails()]).toMatchObject([[], [{ to: "ada@play.example" }]]);
});

test("the metrics count mails by kind and outcome, and those that wait", async () => {
  const { transport } = failingTransport(temporary(), final());
  await using app = await createTestApp({ mailKinds: testKinds, mailTransport: transport });
  const lines = async () => (await app.app.metrics.text()).match(/^levelup_mails_.*/gm);
  await queue(app);
  await app.app.mails.run();
  const failed = await lines();
  await queue(app);
  await queue(app, { kind: "nothing" });
  await app.app.mails.run();
  app.clock.advance({ minutes: 1 });
  await app.app.mails.run();

  expect(failed).toEqual(['levelup_mails_total{kind="reset",outcome="try_again"} 1', "levelup_mails_waiting 1"]);
  expect((await lines())?.toSorted()).toEqual([
    'levelup_mails_total{kind="nothing",outcome="nothing_to_send"} 1',
    'levelup_mails_total{kind="reset",outcome="given_up"} 1',
    'levelup_mails_total{kind="reset",outcome="sent"} 1',
    'levelup_mails_total{kind="reset",outcome="try_again"} 1',
    "levelup_mails_waiting 0",
  ]);
});
