import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Window } from "happy-dom";
import { type ReactNode, StrictMode, useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLevelUp, type LevelUp, type TokenStorage } from "../src/index.ts";
import { LevelUpProvider, type LevelUpQueries, useLevelUpQueries, useSession } from "../src/react.tsx";
import type { AppRouter } from "./app/app.router.ts";
import { ada, createFakeServer, gate, grace, WireError } from "./fake-server.ts";
import { openStorage, slowStorage, stored } from "./storages.ts";

let page: Window;
let unmount: () => void = () => {};

beforeEach(() => {
  page = new Window();
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", page.document);
});

afterEach(async () => {
  unmount();
  await page.happyDOM.close();
  vi.unstubAllGlobals();
});

/** Renders, and records the text of the page after every change: everything that a screen can have shown. */
async function render(children: ReactNode) {
  const { createRoot } = await import("react-dom/client");
  const root = createRoot(page.document.body as unknown as Element);
  unmount = () => root.unmount();
  const frames: string[] = [];
  const observer = new page.MutationObserver(() => frames.push(page.document.body.textContent));
  observer.observe(page.document.body, { childList: true, subtree: true, characterData: true });
  root.render(<StrictMode>{children}</StrictMode>);
  const shows = (text: string) =>
    vi.waitFor(() => expect(page.document.body.textContent).toBe(text), { timeout: 4000 });
  return { frames, shows };
}

function setUp(storage: TokenStorage = openStorage()) {
  const server = createFakeServer();
  const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage });
  return { server, levelup, loginAs: (username: string) => levelup.auth.login({ username, password: "x" }) };
}

/** Shows the session, the cached account, and a state that keeps the username of its first render. */
function Screen() {
  const session = useSession();
  const { account } = useLevelUpQueries();
  const me = useQuery({ ...account.me(), enabled: session.status === "signedIn" });
  const [firstUsername] = useState(session.status === "signedIn" ? session.account?.username : undefined);
  return [session.status, me.data?.username, firstUsername].join("/");
}

type Captured = {
  client: QueryClient;
  queries: ReturnType<typeof useLevelUpQueries>;
  updateAccount: (input: { bio: string }) => Promise<unknown>;
};

/** Passes what the hooks return to the test, at every render. */
function Capture({ into }: { into: Captured[] }) {
  const queries = useLevelUpQueries();
  const { mutateAsync } = useMutation(queries.account.update());
  into.push({ client: useQueryClient(), queries, updateAccount: mutateAsync });
  return null;
}

async function renderApp(levelup: LevelUp) {
  const renders: Captured[] = [];
  const rendered = await render(
    <LevelUpProvider levelup={levelup}>
      <Screen />
      <Capture into={renders} />
    </LevelUpProvider>,
  );
  const latest = () => {
    const captured = renders.at(-1);
    if (!captured) throw new Error("nothing was rendered");
    return captured;
  };
  await vi.waitFor(latest);
  return { ...rendered, latest };
}

test("useSession follows the session", async () => {
  const { levelup, loginAs } = setUp();
  const { shows } = await renderApp(levelup);
  await shows("signedOut//");
  await loginAs("ada");
  await shows("signedIn/ada/ada");
  await levelup.auth.logout();
  await shows("signedOut//");
});

test("H3: no frame shows anything of the former gamer: no cache, no state, no late answer", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { frames, shows } = await renderApp(levelup);
  await shows("signedIn/ada/ada");

  const late = gate<typeof ada>();
  server.on["account.me"] = ({ token }) => (token === "ada-1" ? late.promise : grace);
  const refetch = levelup.account.me().catch(() => {});
  frames.length = 0;
  await loginAs("grace");
  late.resolve(ada);
  await refetch;
  await shows("signedIn/grace/grace");
  expect(frames.filter((frame) => frame.includes("ada"))).toEqual([]);
});

test("H3: a login in another tab replaces everything in one commit", async () => {
  const storage = openStorage();
  const { server, levelup, loginAs } = setUp(storage);
  await loginAs("ada");
  const { frames, shows } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  frames.length = 0;
  using otherTab = createLevelUp({ url: server.url, fetch: server.fetch, storage });
  await otherTab.auth.login({ username: "grace", password: "x" });
  await shows("signedIn/grace/");
  expect(frames.filter((frame) => frame.includes("ada"))).toEqual([]);
});

test("each session has its own query client, which is cleared when the session ends", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { shows, latest } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  const { client } = latest();
  // Strict mode unmounts everything once, which is not the end of the session.
  expect(server.count("account.me")).toBe(1);
  expect(client.getQueryData(["levelup", "account.me"])).toEqual(ada);
  await levelup.account.update({ bio: "Still me" });
  expect(latest().client).toBe(client);
  await levelup.auth.logout();
  await shows("signedOut//");
  expect(latest().client).not.toBe(client);
  await vi.waitFor(() => expect(client.getQueryCache().getAll()).toEqual([]));
});

test("a mutation created in one session does not run in the next", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { shows, latest } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  const adas = latest();
  await loginAs("grace");
  await shows("signedIn/grace/grace");
  await expect(adas.updateAccount({ bio: "meant for Ada" })).rejects.toMatchObject({ code: "SESSION_CHANGED" });
  expect(server.count("account.update")).toBe(0);
});

test("every call of the SDK exists as options that make the same call", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { shows, latest } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  const { auth, account, tokens } = latest().queries;
  server.requests.length = 0;
  expect(await account.me().queryFn()).toEqual(ada);
  await tokens.list().queryFn();
  await account.update().mutationFn({ bio: "x" });
  await tokens.revoke().mutationFn({ id: 3 });
  await tokens.revokeOthers().mutationFn();
  await account.changePassword().mutationFn({ currentPassword: "x", newPassword: "y" });
  await auth.logout().mutationFn();
  expect(server.requests.flatMap(({ paths }) => paths)).toEqual([
    "account.me",
    "tokens.list",
    "account.update",
    "tokens.revoke",
    "tokens.revokeOthers",
    "account.changePassword",
    "auth.logout",
  ]);
  const names = (groups: Record<"auth" | "account" | "tokens", object>) =>
    [groups.auth, groups.account, groups.tokens].map((group) => Object.keys(group).sort());
  expect(names({ auth, account, tokens })).toEqual(names(levelup));
});

test("options of an own query carry the input in their key, and those of a mutation send it", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { shows, latest } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  server.on["games.list"] = ({ input }) => [input];
  server.on["games.join"] = ({ input }) => input;
  const { queries, client } = latest();
  const { games } = (queries as LevelUpQueries<AppRouter>).api;

  expect(games.list.queryOptions().queryKey).toEqual(["levelup", "games.list"]);
  const chess = games.list.queryOptions({ title: "Chess" });
  expect(chess.queryKey).toEqual(["levelup", "games.list", { title: "Chess" }]);
  expect(await client.fetchQuery(chess)).toEqual([{ title: "Chess" }]);
  expect(await games.join.mutationOptions().mutationFn({ id: 1 })).toEqual({ id: 1 });

  await client.invalidateQueries({ queryKey: games.list.queryKey() });
  expect(client.getQueryState(chess.queryKey)?.isInvalidated).toBe(true);
});

test("options of own procedures that were created in one session do not run in the next", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { shows, latest } = await renderApp(levelup);
  await shows("signedIn/ada/ada");
  const { games } = (latest().queries as LevelUpQueries<AppRouter>).api;
  const [list, join] = [games.list.queryOptions(), games.join.mutationOptions()];
  await loginAs("grace");
  await shows("signedIn/grace/grace");
  await expect(list.queryFn()).rejects.toMatchObject({ code: "SESSION_CHANGED" });
  await expect(join.mutationFn({ id: 1 })).rejects.toMatchObject({ code: "SESSION_CHANGED" });
  expect(server.count("games.list") + server.count("games.join")).toBe(0);
});

test("a query retries a temporary error twice, and other errors never", async () => {
  const { server, levelup, loginAs } = setUp();
  await loginAs("ada");
  const { client } = (await renderApp(levelup)).latest();
  // `fetchQuery` does not retry by default; `useQuery` takes this from the defaults.
  const retry = client.getDefaultOptions().queries?.retry ?? false;
  const attempt = async (code: "UNAVAILABLE" | "NOT_FOUND") => {
    server.requests.length = 0;
    server.on["tokens.revoke"] = () => {
      throw new WireError(code);
    };
    const query = client.fetchQuery({ queryKey: [code], queryFn: () => levelup.tokens.revoke({ id: 1 }), retry });
    const settled = query.catch(() => {});
    await vi.runAllTimersAsync();
    await settled;
    return server.count("tokens.revoke");
  };
  vi.useFakeTimers();
  const attempts = [await attempt("UNAVAILABLE"), await attempt("NOT_FOUND")];
  vi.useRealTimers();
  expect(attempts).toEqual([3, 1]);
});

test("with an asynchronous storage the session is restoring first, and the tree is kept when it has been read", async () => {
  const { server, levelup } = setUp(slowStorage(stored({ lu_token: "ada-0" })));
  server.live.set("ada-0", ada);
  const { frames, shows, latest } = await renderApp(levelup);
  const { client } = latest();
  await shows("signedIn/ada/");
  expect(latest().client).toBe(client);
  expect(frames.some((frame) => frame.startsWith("signedOut"))).toBe(false);
});

test("while a server renders, the session is restoring: neither the login screen nor a gamer's", async () => {
  const { renderToString } = await import("react-dom/server");
  const { levelup } = setUp(openStorage(stored({ lu_token: "ada-0" })));
  const html = renderToString(
    <LevelUpProvider levelup={levelup}>
      <Screen />
    </LevelUpProvider>,
  );
  expect(html).toBe("restoring//");
});

test("a hook without a provider says what is missing", async () => {
  const { renderToString } = await import("react-dom/server");
  expect(() => renderToString(<Screen />)).toThrow("Put a <LevelUpProvider> above this component.");
});
