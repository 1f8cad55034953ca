import type { LoginOutput } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import { issueToken, makeRoomForToken } from "../tokens/issue-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { describeAccount } from "./account.ts";
import { Gamer } from "./gamer.entity.ts";
import { tellOfNewDevice } from "./new-device.ts";
import type { User } from "./user.entity.ts";

/**
 * Logs a device in to an account that has proved who it is: issues the token, remembers the device, and puts the login
 * on record. Within the caller's transaction, which has locked the user's row, so that parallel logins count each
 * other's tokens and devices.
 */
export async function openSession(
  { throttle, tokenSettings, mailOffered }: Pick<AccountDeps, "throttle" | "tokenSettings" | "mailOffered">,
  em: Em,
  {
    user,
    device,
    knownDevice,
    passkeyId,
    request,
    now,
  }: {
    user: User;
    device: string | undefined;
    knownDevice: string | null;
    /** The passkey that was the proof. */
    passkeyId?: number | undefined;
    request: RequestInfo;
    now: Date;
  },
): Promise<Extract<LoginOutput, { valid: true }>> {
  const { devices, name } = throttle.devices.remember(user.devices, knownDevice);
  em.assign(user, { lastLogin: now, devices });
  if (mailOffered && knownDevice === null) await tellOfNewDevice(em, { user, device, request, now });
  await makeRoomForToken(em, tokenSettings, user.id, now);
  const { token, minted } = issueToken(em, tokenSettings, { user, device, passkeyId, request, now });
  recordAudit(em, { event: "login", outcome: "success", at: now, user, token, request });
  await em.flush();
  const gamer = await em.findOne(Gamer, { user });
  const deviceId = throttle.devices.idOf(user.id, name);
  return { valid: true, ...minted, deviceId, account: describeAccount(user, gamer?.bio) };
}
