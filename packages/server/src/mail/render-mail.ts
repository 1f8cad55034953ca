import { cleanValues } from "./clean-values.ts";
import { composeMail, type MailContent } from "./compose-mail.ts";
import { linkTo } from "./mail-link.ts";
import { fillTemplate, type MailTemplates } from "./mail-templates.ts";
import type { MailText, MailValues } from "./mail-text.ts";
import type { PreparedMail } from "./prepared-mail.ts";
import { mailTexts } from "./texts/index.ts";

/** A mail's words: those of the operator's template, or else our own. */
export function renderMail(
  prepared: Pick<PreparedMail, "text" | "values">,
  { appName, publicUrl, templates }: { appName: string; publicUrl: string; templates: MailTemplates },
): MailContent {
  const text: MailText<MailValues> = mailTexts[prepared.text];
  const given: MailValues = prepared.values;
  const code = typeof given.code === "string" ? given.code : null;
  const site = { appName, url: publicUrl, link: linkTo(publicUrl, text.page, code) };
  const values = { ...cleanValues(given), ...site };
  const template = templates.get(prepared.text);
  return template === undefined ? composeMail(text.write(values), site) : fillTemplate(template, values);
}
