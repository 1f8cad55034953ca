import { formatTime } from "./format-value.ts";
import type { Occasion, Site } from "./mail-text.ts";
import { escapeHtml, type Phrase } from "./phrase.ts";

/** A mail as it is read. */
export type MailContent = { subject: string; text: string; html: string | null };

/** A part of a mail below another, for its plain text and for its HTML. */
export type Block = Phrase;

export function paragraph({ text, html }: Phrase): Block {
  return { text, html: `<p>${html}</p>` };
}

/** A link that is the one thing to do, and its code for mail programs that cut links at `#`. */
export function action(label: string, link: string, code?: string): Block {
  const button = `<p><a class="button" style="${styles.button}" href="${escapeHtml(link)}">${escapeHtml(label)}</a></p>`;
  if (code === undefined) return { text: link, html: button };
  const hint = "If the page asks for a code, it is this one:";
  return {
    text: `${link}\n\n${hint}\n${code}`,
    html: `${button}<p class="quiet" style="${styles.quiet}">${hint}</p><p class="code" style="${styles.code}">${escapeHtml(code)}</p>`,
  };
}

/** When and from where it was. */
export function facts({ at, address, device }: Occasion): Block {
  const rows = [
    ["When", formatTime(at)],
    ["Where", address],
    ["Device", device],
  ].filter((row): row is [string, string] => row[1] !== null);
  const html = rows.map(
    ([name, value]) =>
      `<tr><td class="quiet" style="${styles.factName}">${name}</td><td style="${styles.fact}"><bdi>${escapeHtml(value)}</bdi></td></tr>`,
  );
  return {
    text: rows.map(([name, value]) => `${`${name}:`.padEnd(9)}${value}`).join("\n"),
    html: `<table role="presentation" style="${styles.facts}">${html.join("")}</table>`,
  };
}

export function list(items: readonly Phrase[]): Block {
  return {
    text: items.map(({ text }) => `- ${text}`).join("\n"),
    html: `<ul>${items.map(({ html }) => `<li>${html}</li>`).join("")}</ul>`,
  };
}

/** Puts a mail together: without pictures, and nothing in it is loaded from anywhere. */
export function composeMail(
  { subject, blocks }: { subject: string; blocks: readonly Block[] },
  { appName, url }: Site,
): Required<MailContent> {
  const title = escapeHtml(subject);
  return {
    subject,
    text: `${blocks.map(({ text }) => text).join("\n\n")}\n\n-- \n${appName}\n${url}\n`,
    html: `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${darkStyles}</style>
</head>
<body class="page" style="${styles.page}">
<div class="sheet" style="${styles.sheet}">
<p class="brand" style="${styles.brand}">${escapeHtml(appName)}</p>
<h1 style="${styles.title}">${title}</h1>
${blocks.map(({ html }) => html).join("\n")}
</div>
<p class="quiet" style="${styles.footer}">${escapeHtml(appName)} · <a class="quiet" style="${styles.footerLink}" href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>
</body>
</html>
`,
  };
}

/** In the elements themselves: several mail programs drop a `<style>`. The colours are the web app's. */
const styles = {
  page: "margin:0;padding:24px 12px;background:#f8f6f2;color:#221c14;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif",
  sheet:
    "max-width:544px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #e7e1d8;border-radius:12px;overflow-wrap:anywhere",
  brand: "margin:0 0 16px;color:#865800;font-weight:600",
  title: "margin:0 0 16px;font-size:22px;line-height:1.3",
  button:
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#f5b83d;color:#2b1f05;font-weight:600;text-decoration:none",
  code: "margin:4px 0 16px;padding:10px 12px;border-radius:8px;background:#f1ede6;font:14px/1.4 ui-monospace,Menlo,Consolas,monospace;word-break:break-all",
  facts:
    "width:100%;margin:20px 0;border-collapse:collapse;border-top:1px solid #e7e1d8;border-bottom:1px solid #e7e1d8",
  factName: "width:72px;padding:6px 12px 6px 0;color:#6b6155;vertical-align:top",
  fact: "padding:6px 0",
  quiet: "margin:16px 0 0;color:#6b6155;font-size:14px",
  footer: "max-width:544px;margin:16px auto 0;color:#6b6155;font-size:14px;text-align:center",
  footerLink: "color:#6b6155",
};

const darkStyles = `
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #161310 !important; color: #f4efe7 !important; }
  .sheet { background: #1f1b17 !important; border-color: #322c25 !important; }
  .sheet table { border-color: #322c25 !important; }
  .brand { color: #f4c263 !important; }
  .button { background: #f2b544 !important; }
  .code { background: #2a2520 !important; }
  .quiet { color: #aaa092 !important; }
  .sheet p a:not(.button) { color: #f4c263 !important; }
}
`;
