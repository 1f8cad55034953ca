import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { StartError } from "../start-error.ts";
import type { MailContent } from "./compose-mail.ts";
import { formatValue } from "./format-value.ts";
import type { MailText, MailValues, Site } from "./mail-text.ts";
import { escapeHtml } from "./phrase.ts";
import { type MailTextName, mailTexts } from "./texts/index.ts";

/** An operator's own texts, by the name of the text that each replaces. */
export type MailTemplates = ReadonlyMap<MailTextName, MailContent>;

const remedy = "Correct it, or take it out of MAIL_TEMPLATES; docs/mail.md says what a template may hold.";
const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * Reads a folder of templates: `<text>.txt`, whose first line is `Subject: …`, and `<text>.html`, which may be left out.
 * `{{name}}` stands for a value.
 *
 * @throws StartError that names the file that cannot be used.
 */
export async function readMailTemplates(folder: string | null): Promise<MailTemplates> {
  const templates = new Map<MailTextName, MailContent>();
  if (folder === null) return templates;
  const files = await listFiles(folder);
  for (const file of files) {
    const [, stem = "", ending] = /^(.*)\.(txt|html)$/.exec(file) ?? [];
    if (ending === undefined) continue;
    if (!isTextName(stem)) throw new StartError(`${file} in MAIL_TEMPLATES is not named after a mail.`, remedy);
    if (!files.includes(`${stem}.txt`)) throw new StartError(`${file} in MAIL_TEMPLATES lacks ${stem}.txt.`, remedy);
  }
  for (const name of Object.keys(mailTexts).filter(isTextName)) {
    if (files.includes(`${name}.txt`)) templates.set(name, await readTemplate(folder, name, files));
  }
  return templates;
}

/** Puts the values into a template. */
export function fillTemplate({ subject, text, html }: MailContent, values: MailValues & Site): MailContent {
  const fill = (template: string, quote: (value: string) => string) =>
    template.replace(placeholder, (_, name: string) => quote(formatValue(values[name] ?? null)));
  const plain = (value: string) => value;
  return {
    subject: fill(subject, plain),
    text: fill(text, plain),
    html: html === null ? null : fill(html, escapeHtml),
  };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new StartError("The folder in MAIL_TEMPLATES cannot be read.", "Correct it, or leave it out.", { cause });
  }
}

async function readTemplate(folder: string, name: MailTextName, files: readonly string[]): Promise<MailContent> {
  const read = async (file: string) => {
    const text = await readFile(join(folder, file), "utf8");
    assertUsable(file, text, mailTexts[name]);
    return text;
  };
  const [, subject, text] = /^Subject: *(\S.*?)\r?\n\s*\n(.*)$/s.exec(await read(`${name}.txt`)) ?? [];
  if (subject === undefined || text === undefined || /[\r\n]/.test(subject)) {
    throw new StartError(
      `${name}.txt in MAIL_TEMPLATES does not begin with a line "Subject: …" and an empty one.`,
      remedy,
    );
  }
  return { subject, text, html: files.includes(`${name}.html`) ? await read(`${name}.html`) : null };
}

function assertUsable(file: string, template: string, { example }: MailText<MailValues>): void {
  const known = [...Object.keys(example), "appName", "url", "link"];
  const used = [...template.matchAll(placeholder)].map(([, name = ""]) => name);
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StartError(`${file} in MAIL_TEMPLATES has {{${unknown}}}, and there is: ${known.join(", ")}.`, remedy);
  }
  if (/\{\{|\}\}/.test(template.replace(placeholder, ""))) {
    throw new StartError(`${file} in MAIL_TEMPLATES has a {{ or }} without the other.`, remedy);
  }
  if ("code" in example && !used.includes("link")) {
    throw new StartError(`${file} in MAIL_TEMPLATES lacks {{link}}.`, remedy);
  }
}

function isTextName(name: string): name is MailTextName {
  return Object.hasOwn(mailTexts, name);
}
