import { z } from "zod";
import { cutUserAgent } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { RequestInfo } from "../request-info.ts";
import type { AccountMailKind } from "./account-mails.ts";
import type { User } from "./user.entity.ts";

/** What every mail of an account is queued with. */
export const occasionSchema = z.object({
  /** The network address that the call came from. */
  from: z.string().nullable(),
  device: z.string().nullable(),
  /** What happened, where a text knows several things. */
  event: z.string().optional(),
  /** The API token that was created; it may have ended when the mail is sent. */
  apiToken: z.object({ name: z.string(), scopes: z.array(z.string()), expiresAt: z.string() }).optional(),
  /** What it happened to is called, where a text names it. */
  name: z.string().optional(),
  /** The mail is sent to the account that knows this device, and to no other. */
  onlyFor: z.object({ userId: z.int(), device: z.string() }).optional(),
});

type AccountMail = {
  kind: AccountMailKind;
  user?: User | number;
  asked?: string;
  address?: string;
  device?: string | null | undefined;
  event?: string;
  apiToken?: { name: string; scopes: string[]; expiresAt: string };
  name?: string;
  onlyFor?: { userId: number; device: string } | undefined;
  request: RequestInfo;
  now: Date;
};

/** Adds a mail of an account to the unit of work of `em`. */
export function queueAccountMail(
  em: Em,
  { device, event, apiToken, name, onlyFor, request, ...mail }: AccountMail,
): void {
  const occasion: z.input<typeof occasionSchema> = {
    from: request.address,
    device: device || cutUserAgent(request.userAgent),
    event,
    apiToken,
    name,
    onlyFor,
  };
  queueMail(em, { ...mail, details: occasion });
}
