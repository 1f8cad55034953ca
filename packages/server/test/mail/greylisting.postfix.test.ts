import { startPostfix } from "@levelup/test-support/postfix.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import { createSecret } from "../../src/settings/secret.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { queue, resetMail, testKinds } from "../support/test-mail.ts";

const mailKinds = { ...testKinds, reset: async () => [resetMail({ address: "ada@example.com" })] };

test("J14: a mail that a real mail server puts off by greylisting comes at the next attempt, once and over TLS", async () => {
  await using postfix = await startPostfix({ greylisting: true });
  const mailTransport = createSmtpTransport(createSecret(postfix.url));
  await using app = await createTestApp({ mailKinds, mailTransport });
  await queue(app);

  await app.app.mails.run();
  expect(await rows(app, "select attempts from mails")).toEqual([{ attempts: 1 }]);
  expect(app.logLines().join("")).toContain("SMTP 450");
  app.clock.advance({ seconds: 30 });
  await app.app.mails.run();

  expect(await rows(app, "select attempts from mails")).toEqual([]);
  await expect.poll(() => postfix.mails()).toHaveLength(1);
  const [mail] = await postfix.mails();
  expect(mail).toMatchObject({ to: [{ address: "ada@example.com" }], subject: expect.stringContaining("password") });
  expect(mail?.headers.find(({ key }) => key === "received")?.value).toMatch(/using TLSv1\.[23]/);
});
