import { describe, expect, test } from "vitest";
import type { MailText, MailValues } from "./mail-text.ts";
import type { PreparedMail } from "./prepared-mail.ts";
import { renderMail } from "./render-mail.ts";
import { type MailTextName, mailTexts } from "./texts/index.ts";

const names = Object.keys(mailTexts) as MailTextName[];

const site = { appName: "Level Up", publicUrl: "https://play.example", templates: new Map() };

/** A text with its example's values, of which some are others. */
function render(name: MailTextName, changes: MailValues = {}) {
  const text: MailText<MailValues> = mailTexts[name];
  const values = { ...text.example, ...changes };
  const { subject, text: plain, html } = renderMail({ text: name, values } as PreparedMail, site);
  return { subject, text: plain, html: html ?? "" };
}

/** Both forms of every mail, with some values of the reader's or of an attacker's. */
const forms = (changes: MailValues = {}) =>
  names.flatMap((name) => {
    const { text, html } = render(name, changes);
    return [
      { name: `${name}, text`, body: text },
      { name: `${name}, HTML`, body: html },
    ];
  });

test("there are nine texts", () => {
  expect(names).toHaveLength(9);
});

describe.each(names)("%s", (name) => {
  test("names the account, when, from where and on which device, and what to do if it was not you", () => {
    const { subject, text, html } = render(name);

    expect(subject).toMatch(/^[A-Z].{10,60}[^.]$/);
    for (const body of [text, html]) {
      for (const part of ["ada", "29 Nov 2026, 14:05 UTC", "192.0.2.1", "Firefox on Linux", "Level Up"])
        expect(body).toContain(part);
    }
    expect(text.match(/^If it was not you, .*$/gm)).toHaveLength(1);
    expect(html.match(/If it was not you, /g)).toHaveLength(1);
  });

  test("has links to the app alone, and loads nothing", () => {
    const { text, html } = render(name);

    const links = [...`${text}\n${html}`.matchAll(/(?:href="|^)(https?:[^"\s]+)/gm)].map(([, link]) => link);
    expect(new Set(links.map((link) => new URL(link ?? "").origin))).toEqual(new Set(["https://play.example"]));
    expect(html).not.toMatch(/<(?:img|script|link|iframe|object|form)\b|url\(|@import|\son\w+=/i);
  });

  test("has a code in its link only if it was given one, and then on a line of its own, too", () => {
    const { text } = render(name);
    const { code } = mailTexts[name].example as MailValues;

    const lines = text.split("\n");
    expect(lines.filter((line) => line.includes("#"))).toEqual(
      code === undefined ? [] : [`https://play.example/${mailTexts[name].page}#${code}`],
    );
    expect(lines.filter((line) => line === code)).toHaveLength(code === undefined ? 0 : 1);
  });
});

describe("J20: a hostile value", () => {
  test.each([
    ["HTML", `<img src=x onerror=alert(1)>"'</p>`],
    ["an entity", "&lt;script&gt;"],
  ])("of %s is shown as text", (_what, username) => {
    const escaped = username.replace(
      /[&<>"']/g,
      (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? "",
    );
    for (const name of names) {
      const { text, html } = render(name, { username });
      expect(text).toContain(username);
      expect(html).toContain(`>${escaped}</bdi>`);
      expect(html).not.toContain(username);
    }
  });

  test("with line breaks adds no line and no header", () => {
    for (const name of names) {
      const { subject, text } = render(name, {
        username: "eve\r\nBcc: eve@evil.example\r\n\r\nDear",
        device: "x\n\nDear",
      });
      expect(subject).not.toMatch(/[\r\n]|evil/);
      expect(text).not.toMatch(/^(?:Bcc|Dear)/m);
    }
  });

  test("with marks that turn the direction of writing turns nothing", () => {
    for (const { body } of forms({ username: "\u202eeve\u2066\u200f", device: "\u202efdp.exe" }))
      expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/);
  });

  test("of 150 letters beyond the first plane, or with half of one, stays well formed", () => {
    for (const { body } of forms({ username: "𝔸".repeat(150), device: "\ud800" })) {
      expect(body).toContain("𝔸".repeat(150));
      expect(body.isWellFormed()).toBe(true);
    }
  });

  test.each(["device", "passkey", "token"])("for the %s brings no link of its own into a mail", (value) => {
    const lure = "https://evil.example/login or www.evil.example or mailto:eve@evil.example \\\\evil.example";
    const changed = { [value]: lure, passkeys: [lure], apiTokens: [lure], scopes: [lure] };
    for (const { body } of forms(changed)) expect(body).not.toMatch(/evil\.example|:\/\/evil|eve@/);
  });
});

test("what still opens the account without the password is listed, if anything does", () => {
  const some = render("password-changed", { passkeys: ["Phone"], apiTokens: ["Report"] }).text;
  const none = render("password-changed", { passkeys: [], apiTokens: [] }).text;

  expect(some).toContain("with:\n\n- the passkey “Phone”\n- the API token “Report”\n");
  expect(none).not.toContain("without the password");
});

test("every event of a text has words of its own", () => {
  const events = {
    "address-changed": ["changed", "removed"],
    "password-changed": ["changed", "reset"],
    "second-factor": ["on", "off", "recovery"],
    passkey: ["added", "removed"],
  } as const;
  const texts = Object.entries(events).flatMap(([name, list]) =>
    list.map((event) => render(name as MailTextName, { event })),
  );

  expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
  expect(new Set(texts.map(({ subject }) => subject)).size).toBe(texts.length);
});
