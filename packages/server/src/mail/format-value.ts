import type { MailValue } from "./mail-text.ts";

/** 29 Nov 2026, 14:05 UTC */
export function formatTime(time: Date): string {
  const date = time.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  return `${date}, ${time.toISOString().slice(11, 16)} UTC`;
}

/** A value as a template shows it. */
export function formatValue(value: MailValue): string {
  if (value === null) return "";
  if (value instanceof Date) return formatTime(value);
  return typeof value === "object" ? value.join(", ") : String(value);
}
