import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { StartError } from "../start-error.ts";
import { readMailTemplates } from "./mail-templates.ts";
import type { PreparedMail } from "./prepared-mail.ts";
import { renderMail } from "./render-mail.ts";
import { resetPassword } from "./texts/reset-password.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "levelup-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const good = "Subject: Salut {{username}}\n\nOuvrez {{ link }}, {{at}}, {{device}}\n";

const prepared: PreparedMail = {
  to: { name: "", address: "" },
  text: "reset-password",
  values: { ...resetPassword.example, username: `<b>"ada"</b>`, device: null },
};

test("a template replaces a text, its values escaped in HTML alone, and the others stay", async () => {
  const templates = await readMailTemplates(
    folderWith({
      "reset-password.txt": good,
      "reset-password.html": "<p>{{username}} {{link}}</p>",
      "README.md": "{{",
    }),
  );
  const site = { appName: "Level Up", publicUrl: "https://play.example", templates };
  const link = `https://play.example/reset-password#${resetPassword.example.code}`;

  expect([...templates.keys()]).toEqual(["reset-password"]);
  expect(renderMail(prepared, site)).toEqual({
    subject: `Salut <b>"ada"</b>`,
    text: `Ouvrez ${link}, 29 Nov 2026, 14:05 UTC, \n`,
    html: `<p>&lt;b&gt;&quot;ada&quot;&lt;/b&gt; ${link}</p>`,
  });
});

test("a template without HTML makes a mail of plain text alone", async () => {
  const templates = await readMailTemplates(folderWith({ "reset-password.txt": good }));

  expect(renderMail(prepared, { appName: "", publicUrl: "https://x.example", templates }).html).toBeNull();
});

test("without a folder there are none", async () => {
  expect(await readMailTemplates(null)).toEqual(new Map());
});

test.each([
  ["another name", { "reset-passwort.txt": good }, "reset-passwort.txt in MAIL_TEMPLATES is not named after a mail."],
  ["no plain text", { "passkey.html": "<p>" }, "passkey.html in MAIL_TEMPLATES lacks passkey.txt."],
  ["no subject", { "new-login.txt": "Hello" }, "new-login.txt in MAIL_TEMPLATES does not begin with"],
  ["no link", { "reset-password.txt": "Subject: x\n\ny" }, "reset-password.txt in MAIL_TEMPLATES lacks {{link}}."],
  [
    "no link in its HTML",
    { "reset-password.txt": good, "reset-password.html": "x" },
    "reset-password.html in MAIL_TEMPLATES lacks {{link}}.",
  ],
  ["a value that there is not", { "new-login.txt": "Subject: {{password}}\n\nx" }, "has {{password}}, and there is: "],
  ["a value of Object's", { "new-login.txt": "Subject: {{constructor}}\n\nx" }, "has {{constructor}}, and there is: "],
  ["an open placeholder", { "new-login.txt": "Subject: x\n\n{{username" }, "has a {{ or }} without the other."],
])("with %s the server does not start, and says which file it is", async (_what, files, message) => {
  const reading = readMailTemplates(folderWith(files));

  await expect(reading).rejects.toThrow(StartError);
  await expect(reading).rejects.toThrow(message);
});

test("a folder that is not there keeps the server from starting", async () => {
  await expect(readMailTemplates("/nowhere/templates")).rejects.toThrow("MAIL_TEMPLATES cannot be read");
});
