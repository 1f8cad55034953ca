import { AuditEvent } from "../audit/audit-event.entity.ts";
import { cutUserAgent, recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import { widestNetworkOf } from "../throttle/address-bucket.ts";
import { queueAccountMail } from "./queue-account-mail.ts";
import type { User } from "./user.entity.ts";

const dayMs = 24 * 60 * 60 * 1000;
const rememberedMs = 90 * dayMs;

/** Logins that are compared, the newest: more of them are a program's, which has one address and one user agent. */
const mostCompared = 200;

/**
 * Tells an account's owner of a login from a device that is not known, if neither its user agent nor its network is in
 * the account's logins of 90 days: once a day at most. Clients of the course never send a device id. An account that has
 * not logged in here before, as after a move from Django, has nothing to compare with and is told nothing.
 *
 * Within the caller's transaction, which has locked the user's row, before the login itself is on record.
 */
export async function tellOfNewDevice(
  em: Em,
  { user, device, request, now }: { user: User; device: string | undefined; request: RequestInfo; now: Date },
): Promise<void> {
  if (user.email === "") return;
  const since = (ms: number) => ({ user: user.id, at: { $gt: new Date(now.getTime() - ms) } });
  const logins = { ...since(rememberedMs), event: { $in: ["login", "register"] }, outcome: "success" };
  const newest = { fields: ["address", "userAgent"], orderBy: { at: "desc" }, limit: mostCompared } as const;
  const earlier = await em.find(AuditEvent, logins, { ...newest, disableIdentityMap: true });
  const userAgent = cutUserAgent(request.userAgent);
  const network = networkOf(request.address);
  const isSeen = earlier.some(
    (login) =>
      (userAgent !== null && login.userAgent === userAgent) ||
      (network !== null && networkOf(login.address) === network),
  );
  if (earlier.length === 0 || isSeen) return;
  if ((await em.count(AuditEvent, { ...since(dayMs), event: "login_new_device" })) > 0) return;
  recordAudit(em, { event: "login_new_device", outcome: "success", at: now, user, request });
  queueAccountMail(em, { kind: "new_login", user, device, request, now });
}

function networkOf(address: string | null | undefined): string | null {
  return address ? widestNetworkOf(address) : null;
}
