import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { readSettings } from "../settings/settings.ts";
import { isMailAddress } from "./mail.settings.ts";

describe("the settings of mails", () => {
  test("have a default for each: files, links to this machine, and a sender that cannot be answered", () => {
    expect(readSettings({ PORT: "8001" }).mail).toEqual({
      delivery: { by: "files", folder: ".levelup/mails" },
      publicUrl: "http://localhost:8001",
      from: { name: "Level Up", address: "no-reply@localhost" },
      appName: "Level Up",
      templates: null,
    });
  });

  test("take the sender from MAIL_FROM, or else from APP_NAME and PUBLIC_URL", () => {
    const from = (env: Record<string, string>) =>
      readSettings({ PUBLIC_URL: "https://play.example/", ...env }).mail.from;

    expect(from({ APP_NAME: "Game Night" })).toEqual({ name: "Game Night", address: "no-reply@play.example" });
    expect(from({ MAIL_FROM: "help@example.com" })).toEqual({ name: "Level Up", address: "help@example.com" });
    expect(from({ MAIL_FROM: "Help, please <help@example.com>" })).toEqual({
      name: "Help, please",
      address: "help@example.com",
    });
  });

  test("drop the slash at the end of PUBLIC_URL, which may have a path", () => {
    expect(readSettings({ PUBLIC_URL: "https://example.com/play/" }).mail.publicUrl).toBe("https://example.com/play");
  });

  test.each([
    [{ PUBLIC_URL: "play.example.com" }, "PUBLIC_URL must look like"],
    [{ PUBLIC_URL: "https://play.example.com?x" }, "PUBLIC_URL must look like"],
    [{ PUBLIC_URL: "javascript:alert(1)" }, "PUBLIC_URL must look like"],
    [{ SMTP_URL: "http://mail.example" }, "SMTP_URL must look like"],
    [{ SMTP_URL: "smtp://mail.example?tls.rejectUnauthorized=false" }, "SMTP_URL must look like"],
    [{ SMTP_URL: "smtp://mail.example" }, "PUBLIC_URL must be set with SMTP_URL"],
    [{ SMTP_URL: "smtp://localhost", HOST: "0.0.0.0" }, "PUBLIC_URL must be set with SMTP_URL"],
    [{ MAIL_FROM: "nobody" }, "MAIL_FROM must be an address"],
    [{ MAIL_FROM: "a@b.example, c@d.example" }, "MAIL_FROM must be an address"],
    [{ MAIL_FROM: "A\r\nBcc: x <a@b.example>" }, "MAIL_FROM must be an address"],
    [{ APP_NAME: "Level\nUp" }, "APP_NAME must be"],
  ])("refuse %j", (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
  });

  test("hide the password of the mail server", () => {
    const env = { SMTP_URL: "smtp://ada:hunter2@mail.example", PUBLIC_URL: "https://play.example" };

    expect(inspect(readSettings(env), { depth: 9 })).not.toContain("hunter2");
    expect(() => readSettings({ ...env, SMTP_URL: "smtp//ada:hunter2@mail.example" })).toThrow(
      expect.not.stringContaining("hunter2"),
    );
  });
});

test("a mail address is one address", () => {
  const good = ["ada@example.com", "ada+games@mail.example.co.uk", "ada@bücher.example"];
  const bad = [
    "",
    "ada",
    "a@b@c",
    "a,b@c.example",
    "a@b.example c",
    "<a@b.example>",
    "a@b.example\r\n",
    "a:b@c.example",
  ];

  expect(good.filter(isMailAddress)).toEqual(good);
  expect(bad.filter(isMailAddress)).toEqual([]);
});
