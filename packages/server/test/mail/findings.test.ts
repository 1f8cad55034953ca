import { expect, test } from "vitest";
import { mailFindings, oldMailsFinding } from "../../src/mail/mail-findings.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { queue } from "../support/test-mail.ts";

const checks = async (env: Record<string, string>) =>
  (await mailFindings(readSettings(env))).map(({ level, check }) => `${level} ${check}`);

test.each([
  [{}, ["ok mail"]],
  [{ HOST: "0.0.0.0" }, ["warning mail"]],
  [{ PUBLIC_URL: "http://play.example" }, ["ok mail", "warning public-url"]],
  [{ PUBLIC_URL: "https://play.example" }, ["ok mail"]],
  [{ MAIL_TEMPLATES: "/nowhere" }, ["ok mail", "error mail-templates"]],
])("of the settings %j levelup doctor says %j", async (env, expected) => {
  expect(await checks(env)).toEqual(expected);
});

test("levelup doctor says whether the mail server answers and takes the login, without the password", async () => {
  await using server = await startSmtpServer({ password: "right" });
  const url = (password: string) => ({ SMTP_URL: server.url.replace("//", `//me:${password}@`) });
  const well = await checks(url("right"));
  const wrong = await mailFindings(readSettings(url("hunter2")));
  await server.close();

  expect(well).toEqual(["ok mail"]);
  expect(wrong).toMatchObject([{ level: "error", remedy: expect.stringContaining("name and password") }]);
  expect(JSON.stringify(wrong)).not.toContain("hunter2");
  expect(await checks(url("right"))).toEqual(["error mail"]);
});

test("levelup doctor warns of mails that have waited for more than 15 minutes", async () => {
  await using app = await createTestApp();
  const look = () => oldMailsFinding(app.clock)(app.app.database, app.app.settings);
  await queue(app);
  app.clock.advance({ minutes: 15 });
  const before = await look();
  app.clock.advance({ ms: 1 });

  expect([before.level, (await look()).level]).toEqual(["ok", "warning"]);
});
