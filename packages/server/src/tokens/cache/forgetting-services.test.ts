import { expect, test } from "vitest";
import type { Services } from "../../trpc/context.ts";
import { digestToken, generateToken } from "../token-format.ts";
import type { VerifiedToken } from "../verified-token.ts";
import { forgettingServices } from "./forgetting-services.ts";
import { createTokenCache } from "./token-cache.ts";

const request = { requestId: "r", address: null, userAgent: null };
const token = generateToken();
const account = {
  id: 7,
  username: "ada",
  email: "",
  firstName: "Ada",
  lastName: "Gamer",
  bio: "",
  dateJoined: "2030-01-01T00:00:00.000Z",
  lastLogin: null,
};
const actor = { userId: 7, tokenId: 1, username: "ada", isStaff: false, isSuperuser: false, account };
const entry: VerifiedToken = { actor, expiresMs: Number.POSITIVE_INFINITY, usedMs: null };

/** Whether the token is still remembered when a call has its answer, or its error. */
async function isRememberedAfter(
  call: (services: Services) => Promise<unknown>,
  answer: () => Promise<unknown>,
): Promise<boolean> {
  const cache = createTokenCache({ size: 10 }, { onFind: () => undefined });
  cache.isCurrentAsOf(performance.now());
  cache.beginReading()(digestToken(token), entry);
  const useCase = () => answer();
  const services = {
    accounts: { register: useCase, login: useCase, changePassword: useCase, update: useCase },
    tokens: { list: useCase, revoke: useCase, revokeOthers: useCase, logout: useCase },
  } as unknown as Services;
  await call(forgettingServices(services, cache)).catch(() => undefined);
  return cache.size() > 0;
}

const password = { currentPassword: "old", newPassword: "new" };
const changes: [string, (services: Services) => Promise<unknown>][] = [
  ["changePassword", ({ accounts }) => accounts.changePassword(actor, password, request)],
  ["update", ({ accounts }) => accounts.update(actor, { bio: "new" }, request)],
  ["revoke", ({ tokens }) => tokens.revoke(actor, 2, request)],
  ["revokeOthers", ({ tokens }) => tokens.revokeOthers(actor, request)],
  ["logout", ({ tokens }) => tokens.logout(token, request)],
];

test.each(changes)("D13: %s forgets before it answers, and also when it fails", async (_name, call) => {
  expect(await isRememberedAfter(call, async () => ({}))).toBe(false);
  expect(await isRememberedAfter(call, () => Promise.reject(new Error("cut off while it committed")))).toBe(false);
});

test("D13: login forgets the account that it changed, and nothing when it changed none", async () => {
  const login = ({ accounts }: Services) => accounts.login({ username: "ada", password: "x" }, request);

  expect(await isRememberedAfter(login, async () => ({ valid: true, account }))).toBe(false);
  expect(await isRememberedAfter(login, async () => ({ valid: false }))).toBe(true);
});

test("what changes nothing forgets nothing", async () => {
  expect(
    await isRememberedAfter(
      ({ tokens }) => tokens.list(actor),
      async () => [],
    ),
  ).toBe(true);
});
