import { operatedDatabase, operatedServer, password, post } from "@levelup/test-support/operated-server.ts";
import { type Email, type Postfix, startPostfix } from "@levelup/test-support/postfix.ts";
import { expect, test } from "vitest";

const newPassword = "a quite different battery staple";

/** What a mutation answers. */
async function call(url: string, procedure: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${url}/trpc/${procedure}`, post(input));
  const answer = (await response.json()) as { result?: { data: unknown } };
  return answer.result?.data ?? answer;
}

/** Waits for a mail with this subject. */
async function mailAbout(postfix: Postfix, subject: RegExp): Promise<Email> {
  const find = async () => (await postfix.mails()).find((mail) => subject.test(mail.subject ?? ""));
  await expect.poll(find).toBeDefined();
  return (await find()) ?? expect.fail("the mail is gone");
}

/** The code in the link to a page, which is what follows its `#`. */
function codeIn({ text = "" }: Email, page: string): string {
  const [, code] = text.split(`${page}#`);
  return code?.split(/\s/)[0] ?? expect.fail(`no link to ${page} in ${text}`);
}

test("J1: an address is confirmed, and a forgotten password replaced, by mails that a real mail server delivered", async () => {
  await using postfix = await startPostfix();
  await using database = await operatedDatabase();
  await using server = await operatedServer(database, { SMTP_URL: postfix.url, MAIL_FROM: "no-reply@example.com" });
  const { url } = server;
  const ada = { username: "ada", firstName: "Ada", lastName: "Gamer", email: "ada@example.com" };

  await call(url, "auth.register", { ...ada, password });
  const welcome = await mailAbout(postfix, /confirm/i);
  const confirmed = await call(url, "auth.confirmEmail", { token: codeIn(welcome, `${url}/confirm-email`) });
  const accepted = await call(url, "auth.requestPasswordReset", { login: "ADA@example.com" });
  const mail = await mailAbout(postfix, /new password/i);
  const reset = await call(url, "auth.resetPassword", { token: codeIn(mail, `${url}/reset-password`), newPassword });

  expect([confirmed, accepted, reset]).toEqual([
    { username: "ada", email: "ada@example.com" },
    { accepted: true },
    { username: "ada" },
  ]);
  expect(await server.login("ada")).toEqual({ valid: false });
  const login = { username: "ada@example.com", password: newPassword };
  expect(await call(url, "auth.login", login)).toMatchObject({ valid: true, account: { emailVerified: true } });
  expect((await mailAbout(postfix, /was reset/)).to).toMatchObject([{ address: "ada@example.com" }]);
  expect(mail.headers.filter(({ key }) => key === "received").map(({ value }) => value)).toEqual([
    expect.stringMatching(/using TLSv1\.[23]/),
  ]);
});
