import { LockMode } from "@mikro-orm/core";
import type { Clock } from "../clock.ts";
import type { Em } from "../db/database.ts";
import { displayName } from "../factors/passkeys/authenticator-names.ts";
import { Passkey } from "../factors/passkeys/passkey.entity.ts";
import { countRecoveryCodes } from "../factors/totp/recovery-codes.ts";
import type { Mail } from "../mail/mail.entity.ts";
import type { Occasion } from "../mail/mail-text.ts";
import type { MailKinds, PreparedMail } from "../mail/prepared-mail.ts";
import { queueMail, readDetails } from "../mail/queue-mail.ts";
import { secondFactorEvent } from "../mail/texts/second-factor.ts";
import { issueLinkCode } from "../tokens/link-code.ts";
import { Token } from "../tokens/token.entity.ts";
import { findForReset } from "./find-account.ts";
import { occasionSchema } from "./queue-account-mail.ts";
import { User } from "./user.entity.ts";

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
  | "passkey"
  | "second_factor";

/** A mail of an account that is there, and whose row is locked. */
type Job = { em: Em; mail: Mail; user: User; occasion: Occasion; event: string | undefined; name: string | undefined };

/** What the mails of accounts say, decided when they are sent: a link's code is made there and is in no queue. */
export function createAccountMails(clock: Clock): MailKinds & Record<AccountMailKind, MailKinds[string]> {
  function forAccount(prepare: (job: Job) => Promise<PreparedMail[]> | PreparedMail[]): MailKinds[string] {
    return async (em, mail) => {
      const where = { id: mail.user?.id ?? 0, isActive: true };
      const user = await em.findOne(User, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) return [];
      const { from, device, event, name } = readDetails(mail, occasionSchema);
      const occasion = { username: user.username, at: mail.at, address: from, device };
      return prepare({ em, mail, user, occasion, event, name });
    };
  }

  /** To the account's address, if it has one. */
  function notice(
    write: (job: Job) => Promise<Omit<PreparedMail, "to">> | Omit<PreparedMail, "to">,
  ): MailKinds[string] {
    return forAccount(async (job) => {
      const address = job.mail.address ?? job.user.email;
      return address === "" ? [] : [{ to: { name: "", address }, ...(await write(job)) } as PreparedMail];
    });
  }

  const resetOne = forAccount(async ({ em, user, occasion }) => {
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

    confirm_address: forAccount(async ({ em, mail, user, occasion }) => {
      const { email } = user;
      if (email === "" || email !== mail.address || user.emailVerifiedAt) return [];
      const link = { user, purpose: "verify", sentTo: email, lifetimeMs: verifyMs, now: clock.now() } as const;
      const { code } = await issueLinkCode(em, link);
      const values = { ...occasion, code, days: verifyDays };
      return [{ to: { name: "", address: email }, text: "confirm-address", values }];
    }),

    confirm_new_address: forAccount(async ({ em, mail, user, occasion }) => {
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
      const passkeys = (await em.find(Passkey, { user: user.id }, { orderBy: { id: "asc" } })).map(displayName);
      const values = { ...occasion, event: event === "reset" ? "reset" : "changed", passkeys, apiTokens };
      return { text: "password-changed", values };
    }),

    api_token_created: notice(({ mail, occasion }) => {
      const { apiToken } = readDetails(mail, occasionSchema);
      const { name: token = "", scopes = [], expiresAt } = apiToken ?? {};
      const values = { ...occasion, token, scopes, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
      return { text: "api-token-created", values };
    }),

    second_factor: notice(async ({ em, user, occasion, event }) => {
      const values = { ...occasion, event: secondFactorEvent(event), codesLeft: await countRecoveryCodes(em, user.id) };
      return { text: "second-factor", values };
    }),

    new_login: notice(({ occasion }) => ({ text: "new-login", values: occasion })),

    passkey: notice(({ occasion, event, name = "" }) => ({
      text: "passkey",
      values: { ...occasion, event: event === "removed" ? "removed" : "added", passkey: name },
    })),
  };
}
