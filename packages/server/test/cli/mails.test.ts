import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { levelup, operatedApp } from "@levelup/test-support/cli.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { startSmtpServer } from "../support/smtp-server.ts";
import { queue, testKinds } from "../support/test-mail.ts";

test("levelup mails list shows the mails that wait, and not what was typed", async () => {
  await using here = await operatedApp();
  const none = await here.levelup(["mails", "list"]);
  await queue(here.app, { asked: "hunter2" });

  const words = await here.levelup(["mails", "list"]);
  const json = await here.levelup(["mails", "list", "--json"]);

  expect(none).toMatchObject({ code: 0, out: "No mail waits.\n" });
  expect(words.out).toMatch(/^id +kind .*\n\d+ +reset +- +\S+ +0 +/);
  expect(JSON.parse(json.out)).toMatchObject([{ kind: "reset", userId: null, attempts: 0 }]);
  expect(words.out + json.out).not.toContain("hunter2");
});

test("levelup mails retry lets one mail, or all of them, be sent now, and is on record", async () => {
  await using here = await operatedApp({ mailKinds: testKinds });
  for (const asked of ["a@play.example", "b@play.example", "c@play.example"]) await queue(here.app, { asked });
  await rows(here.app, "update mails set next_at = next_at + interval '1 hour'");
  const [first] = await rows<{ id: number }>(here.app, "select id from mails order by id");
  const sent = async () => {
    // The command line goes by the machine's clock, which is later.
    here.app.clock.advance({ minutes: 1 });
    return (await here.app.mails()).map(({ to }) => to);
  };

  const before = await sent();
  const one = await here.levelup(["mails", "retry", `${first?.id}`]);
  const afterOne = await sent();
  const all = await here.levelup(["mails", "retry", "--json"]);
  const gone = await here.levelup(["mails", "retry", `${first?.id}`]);

  expect([before, afterOne]).toEqual([[], ["a@play.example"]]);
  expect((await sent()).toSorted()).toEqual(["a@play.example", "b@play.example", "c@play.example"]);
  expect([one, all, gone]).toMatchObject([
    { code: 0, out: "1 to be tried again.\n" },
    { code: 0, out: '{"mails":2}\n' },
    { code: 1, out: "0 to be tried again.\n" },
  ]);
  expect(await rows(here.app, "select user_agent from audit_events where event = 'mail_retry'")).toHaveLength(2);
});

test("levelup test-mail sends a mail by the server in SMTP_URL, or says what to do", async () => {
  await using server = await startSmtpServer({ password: "right" });
  const send = (password: string, to = "ada@play.example") =>
    levelup(["test-mail", to], { env: { SMTP_URL: server.url.replace("//", `//me:${password}@`) } });

  const sent = await send("right");
  const wrong = await send("hunter2");
  const noAddress = await send("right", "ada@play.example,eve@evil.example");
  server.behave({ reply: 550, to: "RCPT TO" });
  const refused = await send("right");

  expect(sent).toMatchObject({ code: 0, out: expect.stringContaining("has taken it") });
  expect(server.received).toMatchObject([{ to: ["ada@play.example"], mail: { subject: "A test mail from Level Up" } }]);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/EAUTH, SMTP 535.*name and password/) });
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/SMTP 550.*MAIL_FROM/) });
  expect(noAddress.code).toBe(2);
  expect(wrong.err + wrong.out).not.toContain("hunter2");
});

test("levelup test-mail writes a file where there is no mail server, and says when no mails are sent", async () => {
  const folder = await mkdtemp(join(tmpdir(), "levelup-"));
  const written = await levelup(["test-mail", "ada@play.example"], { env: { DATA_DIR: folder } });
  const none = await levelup(["test-mail", "ada@play.example"], { env: { HOST: "0.0.0.0" } });

  expect(written).toMatchObject({ code: 0, out: `Written to ${folder}/mails.\n` });
  expect(await readdir(join(folder, "mails"))).toHaveLength(1);
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining("Set SMTP_URL") });
  await rm(folder, { recursive: true });
});
