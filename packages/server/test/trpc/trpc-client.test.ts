import { goodPassword, sharedWire } from "@levelup/test-support/wire.ts";
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import type { AppRouter } from "../../src/router.ts";

const shared = sharedWire();

test.each([
  ["httpLink", httpLink],
  ["httpBatchLink", httpBatchLink],
])("tRPC's own client works with its %s, as it comes", async (name, link) => {
  const headers: Record<string, string> = {};
  const client = createTRPCClient<AppRouter>({
    links: [link({ url: `${shared().url}/trpc`, headers: () => headers })],
  });
  const username = `gamer-${name}`;

  const registered = await client.auth.register.mutate({
    username,
    password: goodPassword,
    firstName: "Grace",
    lastName: "Gamer",
  });
  headers.authorization = `Bearer ${registered.token}`;
  const updated = await client.account.update.mutate({ bio: "I play. 💥" });
  const [me, tokens] = await Promise.all([client.account.me.query(), client.tokens.list.query()]);
  const wrong = await client.auth.login.mutate({ username, password: "wrong password" });
  const refused = await client.tokens.revoke.mutate({ id: 0 }).catch((error: unknown) => error);
  const loggedOut = await client.auth.logout.mutate();
  const dead = await client.account.me.query().catch((error: unknown) => error);

  expect(me).toEqual(updated);
  expect(me).toMatchObject({ username, bio: "I play. 💥" });
  expect(tokens).toMatchObject([{ current: true }]);
  expect([wrong, loggedOut]).toEqual([{ valid: false }, { revoked: true }]);
  expect(refused).toBeInstanceOf(TRPCClientError);
  expect(refused).toMatchObject({ data: { code: "INVALID_INPUT", httpStatus: 400, field: "id" } });
  expect(dead).toMatchObject({ data: { code: "TOKEN_INVALID", httpStatus: 401 } });
});
