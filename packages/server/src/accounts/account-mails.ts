import type { Clock } from "../clock.ts";
import { credentialNames, factorMails } from "../factors/factor.use-cases.ts";
import type { MailKinds } from "../mail/prepared-mail.ts";
import { queueMail, readDetails } from "../mail/queue-mail.ts";
import { issueLinkCode } from "../tokens/link-code.ts";
import { Token } from "../tokens/token.entity.ts";
import { findForReset } from "./find-account.ts";
import { mailOfAccount, notice } from "./mail-of-account.ts";
import { occasionSchema } from "./queue-account-mail.ts";

const minuteMs = 60_000;
const resetMinutes = 60;
const verifyDays = 7;
const verifyMs = verifyDays * 24 * 60 * minuteMs;

export type AccountMailKind =
  | "reset_password"
  | "confirm_address"
  | "confirm_new_address"
  | "address_changed"
  | "password_changed"
  | "api_token_created"
  | "new_login"
  | keyof typeof factorMails;

/** What the mails of accounts say, decided when they are sent: a link's code is made there and is in no queue. */
export function createAccountMails(clock: Clock): MailKinds & Record<AccountMailKind, MailKinds[string]> {
  const resetOne = mailOfAccount(async ({ em, user, occasion }) => {
    if (user.email === "") return [];
    const link = { user, purpose: "reset", sentTo: user.email, lifetimeMs: resetMinutes * minuteMs } as const;
    const { code } = await issueLinkCode(em, { ...link, now: clock.now() });
    const to = { name: "", address: user.email };
    return [{ to, text: "reset-password", values: { ...occasion, code, minutes: resetMinutes } }];
  });

  return {
    /** First for what was typed, then for each account that it means. */
    async reset_password(em, mail) {
      if (mail.user) return resetOne(em, mail);
      const { onlyFor } = readDetails(mail, occasionSchema);
      for (const user of await findForReset(em, mail.asked ?? "")) {
        if (onlyFor && !(onlyFor.userId === user.id && user.devices.includes(onlyFor.device))) continue;
        const { kind, at, expiresAt } = mail;
        const lifetimeMs = expiresAt.getTime() - at.getTime();
        queueMail(em, { kind, user, details: readDetails(mail, occasionSchema), now: at, lifetimeMs });
      }
      return [];
    },

    confirm_address: mailOfAccount(async ({ em, mail, user, occasion }) => {
      const { email } = user;
      if (email === "" || email !== mail.address || user.emailVerifiedAt) return [];
      const link = { user, purpose: "verify", sentTo: email, lifetimeMs: verifyMs, now: clock.now() } as const;
      const { code } = await issueLinkCode(em, link);
      const values = { ...occasion, code, days: verifyDays };
      return [{ to: { name: "", address: email }, text: "confirm-address", values }];
    }),

    confirm_new_address: mailOfAccount(async ({ em, mail, user, occasion }) => {
      const newAddress = user.pendingEmail;
      if (!newAddress || newAddress !== mail.address) return [];
      const link = { user, purpose: "verify", sentTo: newAddress, lifetimeMs: verifyMs, now: clock.now() } as const;
      const { code } = await issueLinkCode(em, link);
      const values = { ...occasion, newAddress, code, days: verifyDays };
      return [{ to: { name: "", address: newAddress }, text: "confirm-new-address", values }];
    }),

    address_changed: notice(({ occasion, event }) => ({
      text: "address-changed",
      values: { ...occasion, event: event === "removed" ? "removed" : "changed" },
    })),

    password_changed: notice(async ({ em, user, occasion, event }) => {
      const api = { user: user.id, purpose: "api", expiresAt: { $gt: clock.now() } } as const;
      const apiTokens = (await em.find(Token, api)).map(({ id, name }) => name ?? `#${id}`);
      const names = await credentialNames(em, user.id);
      const values = { ...occasion, event: event === "reset" ? "reset" : "changed", ...names, apiTokens };
      return { text: "password-changed", values };
    }),

    api_token_created: notice(({ mail, occasion }) => {
      const { apiToken } = readDetails(mail, occasionSchema);
      const { name: token = "", scopes = [], expiresAt } = apiToken ?? {};
      const values = { ...occasion, token, scopes, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
      return { text: "api-token-created", values };
    }),

    new_login: notice(({ occasion }) => ({ text: "new-login", values: occasion })),

    ...factorMails,
  };
}
