import type { MailValue, MailValues } from "./mail-text.ts";

/** Texts that must stay as they are. Any other may have been chosen by an attacker, as the name of a device is. */
const exact = new Set(["username", "newAddress", "address", "code"]);

/** Values that cannot break a line, turn the text around, or smuggle a link of their own into a mail. */
export function cleanValues<Values extends MailValues>(values: Values): Values {
  const clean = (name: string, value: MailValue): MailValue => {
    if (typeof value === "string") return exact.has(name) ? oneLine(value) : label(value);
    return Array.isArray(value) ? value.map(label) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(name, value)])) as Values;
}

/** Line breaks and other controls, and the characters that change the direction of writing. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

const maxLabel = 100;

/** Mail programs make links of what looks like one: `https://…`, `www.example.com`, `a@example.com`. */
function label(text: string): string {
  const inert = oneLine(text)
    .replace(/[/\\@]|:(?=\/)/g, " ")
    .replace(/\.(?=\p{L})/gu, " ");
  return [...inert].slice(0, maxLabel).join("");
}
