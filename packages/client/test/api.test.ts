import { createTestApp, type TestApp } from "@levelup/server/testing";
import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient, isTRPCClientError } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createLevelUp, isLevelUpError, memoryStorage, safe } from "../src/index.ts";
import { type AppRouter, appRouter } from "./app/app.router.ts";
import { codeOf } from "./logged-in.ts";

/** The SDK against a real server with an app's own router. */

let app: TestApp;
let url: string;
let gamers = 0;

beforeAll(async () => {
  app = await createTestApp({ router: appRouter });
  url = `${await app.listen()}/trpc`;
}, 60_000);

afterAll(() => app[Symbol.asyncDispose]());

async function registered() {
  gamers += 1;
  const username = `gamer-${gamers}`;
  const onSignedOut = vi.fn();
  const levelup = createLevelUp<AppRouter>({ url, storage: memoryStorage(), onSignedOut });
  await levelup.auth.register({ username, password: "four words in a row", firstName: "Ada", lastName: "Gamer" });
  return { levelup, onSignedOut, username };
}

const game = { id: 2, title: "Chess", startsAt: "2030-01-02T18:00:00.000Z", players: [] };

describe("levelup.api", () => {
  test("calls procedures of the app with the token of the session", async () => {
    const { levelup, username } = await registered();
    expect(await levelup.api.games.list.query({ title: "Chess" })).toEqual([game]);
    expect(await levelup.api.games.list.query()).toHaveLength(2);
    expect(await levelup.api.games.join.mutate({ id: 2 })).toEqual({ game, player: username });
    expect(await levelup.api.games.scores.mine.query()).toEqual({ points: 3 });
  });

  test("rejects with the codes that a procedure declares", async () => {
    const { levelup } = await registered();
    const full = await safe(levelup.api.games.join.mutate({ id: 1 }));
    expect(full).toMatchObject({ ok: false, error: { code: "GAME_FULL", message: "This game has no free seat." } });
    expect(isLevelUpError(full.error)).toBe(true);
    const gone = await safe(levelup.api.games.join.mutate({ id: 3 }));
    expect(gone).toMatchObject({ ok: false, error: { code: "NOT_FOUND", field: "id" } });
  });

  test("follows the rules of the session in Level Up's own procedures too", async () => {
    const { levelup } = await registered();
    await levelup.api.account.changePassword.mutate({
      currentPassword: "four words in a row",
      newPassword: "another four words",
    });
    await levelup.api.account.update.mutate({ bio: "By tRPC" });
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: { bio: "By tRPC" } });
    await levelup.api.auth.logout.mutate();
    expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: "LOGOUT" });
    expect(await codeOf(levelup.api.games.scores.mine.query())).toBe("TOKEN_MISSING");
  });

  test("K16: ten parallel calls with a dead token are one sign-out", async () => {
    const { levelup, onSignedOut, username } = await registered();
    const other = createLevelUp({ url, storage: memoryStorage() });
    await other.auth.login({ username, password: "four words in a row" });
    await other.tokens.revokeOthers();
    const calls = Array.from({ length: 5 }, () => [
      codeOf(levelup.api.games.join.mutate({ id: 2 })),
      codeOf(levelup.api.games.scores.mine.query()),
    ]);
    expect(await Promise.all(calls.flat())).toEqual(Array(10).fill("TOKEN_INVALID"));
    expect(onSignedOut.mock.calls).toEqual([["TOKEN_INVALID"]]);
  });

  test("is aborted by a signal", async () => {
    const { levelup } = await registered();
    const signal = AbortSignal.abort();
    expect(await codeOf(levelup.api.games.join.mutate({ id: 2 }, { signal }))).toBe("NETWORK");
  });

  test("a text of one of its names sends no request", async () => {
    const fetch = vi.fn();
    const { api } = createLevelUp<AppRouter>({ url, fetch, storage: memoryStorage() });
    expect(`${api.games.join}`).toBe("games.join");
    await api.games;
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("K17: tRPC's own clients over levelup.link", () => {
  test("createTRPCClient calls with the token of the session", async () => {
    const { levelup, username } = await registered();
    const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
    expect(await client.games.list.query({ title: "Chess" })).toEqual([game]);
    expect(await client.games.join.mutate({ id: 2 })).toEqual({ game, player: username });
    await client.auth.logout.mutate();
    expect(levelup.session.get().status).toBe("signedOut");
  });

  test("its errors are tRPC's, as its documents say", async () => {
    const { levelup } = await registered();
    const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
    const full: unknown = await client.games.join.mutate({ id: 1 }).catch((error: unknown) => error);
    if (!isTRPCClientError<AppRouter>(full)) return expect.fail("another error");
    expect(full).toMatchObject({
      message: "This game has no free seat.",
      data: { code: "GAME_FULL", httpStatus: 409 },
    });
    expect(full.meta?.response).toBeInstanceOf(Response);
  });

  test("a dead token ends the session", async () => {
    const { levelup, onSignedOut, username } = await registered();
    const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
    const other = createLevelUp({ url, storage: memoryStorage() });
    await other.auth.login({ username, password: "four words in a row" });
    await other.tokens.revokeOthers();
    await Promise.allSettled(Array.from({ length: 10 }, () => client.games.join.mutate({ id: 2 })));
    expect(onSignedOut.mock.calls).toEqual([["TOKEN_INVALID"]]);
  });

  test("@trpc/tanstack-react-query makes its options of it", async () => {
    const { levelup } = await registered();
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
    const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
    expect(await queryClient.fetchQuery(trpc.games.list.queryOptions({ title: "Chess" }))).toEqual([game]);
    const { mutationFn } = trpc.games.join.mutationOptions();
    const context = { client: queryClient, meta: undefined };
    await expect(mutationFn?.({ id: 1 }, context)).rejects.toMatchObject({ data: { code: "GAME_FULL" } });
  });
});
