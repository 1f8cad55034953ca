import type { Block } from "./compose-mail.ts";

export type MailValue = string | number | Date | null | readonly string[];

/** The plain values that a text is made with. One called `code` is the secret of its link. */
export type MailValues = Record<string, MailValue>;

/** What every text may use beside its values. `link` opens the text's page, with the code if there is one. */
export type Site = { appName: string; url: string; link: string };

/** One of the mails' texts. */
export type MailText<Values extends MailValues> = {
  /** The page of the web app that its link opens. */
  page: string;
  /** Values as it may be given: they tell the names that a template may use. */
  example: Values;
  write(values: Values & Site): { subject: string; blocks: readonly Block[] };
};

/** Lets TypeScript derive the values' types from the example. */
export function mailText<Values extends MailValues>(text: MailText<Values>): MailText<Values> {
  return text;
}

/** When and from where something was done: every text names it. */
export type Occasion = {
  username: string;
  at: Date;
  /** The network address; null for an operator at a terminal. */
  address: string | null;
  /** The device's name; null when it is not known. */
  device: string | null;
};

export const exampleOccasion: Occasion = {
  username: "ada",
  at: new Date("2026-11-29T14:05:00Z"),
  address: "192.0.2.1",
  device: "Firefox on Linux",
};
