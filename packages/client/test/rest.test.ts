import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createLevelUp, type LevelUpOptions, memoryStorage, safe } from "../src/index.ts";
import { createFakeServer, gate } from "./fake-server.ts";
import { codeOf } from "./logged-in.ts";

type Sent = { url: string; init: { method?: string; headers?: Record<string, string>; body?: unknown } };

/** The SDK of a gamer who is logged in with `ada-1`; `answer` answers all that is not tRPC. */
async function setUp(options: Partial<LevelUpOptions> = {}, answer: (sent: Sent) => unknown = () => Response.json({})) {
  const server = createFakeServer();
  const sent: Sent[] = [];
  const onSignedOut = vi.fn();
  const levelup = createLevelUp({
    url: server.url,
    storage: memoryStorage(),
    onSignedOut,
    fetch: async (url, init) => {
      if (url.startsWith(server.url)) return server.fetch(url, init);
      sent.push({ url, init });
      return (await answer({ url, init })) as Response;
    },
    ...options,
  });
  const loginAs = (username: string) => levelup.auth.login({ username, password: "x" });
  await loginAs("ada");
  const tokens = () => sent.map(({ init }) => new Headers(init.headers).get("authorization"));
  return { server, levelup, sent, tokens, onSignedOut, loginAs };
}

/** An HTTP server until the end of the test; returns its origin. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const rejected = (code?: string) =>
  Response.json(code ? { error: { data: { code } } } : { detail: "Invalid token." }, { status: 401 });

describe("levelup.fetch", () => {
  test("sends the token and everything that was given to the server's own origin", async () => {
    const { levelup, sent } = await setUp();
    const headers = new Headers({ "X-Game": "7", Authorization: "Basic other" });
    const body = new Blob(["{}"]);
    const response = await levelup.fetch("http://levelup.test/scores?page=1", { method: "POST", headers, body });
    expect(await response.json()).toEqual({});
    expect(sent).toEqual([
      {
        url: "http://levelup.test/scores?page=1",
        init: { method: "POST", headers: { "x-game": "7", authorization: "Token ada-1" }, body },
      },
    ]);
  });

  test("a relative URL is one of the server", async () => {
    const { levelup, sent } = await setUp();
    await levelup.fetch("/scores");
    await levelup.fetch(new URL("http://levelup.test/games"));
    expect(sent.map(({ url }) => url)).toEqual(["http://levelup.test/scores", "http://levelup.test/games"]);
  });

  test.each([
    "https://levelup.test/scores",
    "http://levelup.test:8080/scores",
    "http://evil.test/scores",
    "//evil.test/scores",
    "http:\\\\evil.test",
    "/\\evil.test",
    "http://levelup.test@evil.test/",
    "http://levelup.test.evil.test/",
    "blob:http://levelup.test/0",
    "data:text/plain,levelup.test",
  ])("sends no token to %s", async (url) => {
    const { levelup, sent, tokens } = await setUp();
    await levelup.fetch(url, { headers: { "X-Game": "7" } });
    expect(tokens()).toEqual([null]);
    expect(sent[0]?.init).toEqual({ headers: { "X-Game": "7" } });
  });

  test("origins lists all that get the token, in any spelling of theirs", async () => {
    const { levelup, tokens } = await setUp({ origins: ["https://Games.test:443/api", "http://other.test"] });
    await levelup.fetch("https://games.test/scores");
    await levelup.fetch("http://other.test/scores");
    await levelup.fetch("http://levelup.test/scores");
    expect(tokens()).toEqual(["Token ada-1", "Token ada-1", null]);
  });

  test("a redirect to another origin takes no token along", async () => {
    const received: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      received.push(request.headers.authorization);
      response.end();
    });
    const listed = await serve((request, response) => {
      received.push(request.headers.authorization);
      response.writeHead(302, { location: other }).end();
    });
    const { levelup } = await setUp({ origins: [listed] }, ({ url, init }) => fetch(url, init as RequestInit));
    await levelup.fetch(`${listed}/scores`);
    expect(received).toEqual(["Token ada-1", undefined]);
  });

  test("without a login it sends no token", async () => {
    const { levelup, tokens } = await setUp();
    await levelup.auth.logout();
    await levelup.fetch("/scores");
    expect(tokens()).toEqual([null]);
  });

  test("ten parallel answers 401 are one sign-out, and each is the result of its call", async () => {
    const { levelup, onSignedOut, server } = await setUp({}, () => rejected());
    const answers = await Promise.all(Array.from({ length: 10 }, () => levelup.fetch("/scores")));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(401));
    expect(await answers[0]?.json()).toEqual({ detail: "Invalid token." });
    expect(onSignedOut.mock.calls).toEqual([["TOKEN_INVALID"]]);
    expect(server.count("auth.logout")).toBe(0);
  });

  test("the code in the body of a 401 is the reason", async () => {
    const { levelup, onSignedOut } = await setUp({}, () => rejected("TOKEN_EXPIRED"));
    await levelup.fetch("/scores");
    expect(onSignedOut.mock.calls).toEqual([["TOKEN_EXPIRED"]]);
  });

  test.each([
    ["a 401 with a code of the app's own", "/scores", () => rejected("PIN_MISSING")],
    ["a 403", "/scores", () => Response.json({}, { status: 403 })],
    ["a 401 of another origin", "http://evil.test/", () => rejected()],
  ])("%s ends no session", async (_what, url, answer) => {
    const { levelup, onSignedOut } = await setUp({}, answer);
    expect((await levelup.fetch(url)).ok).toBe(false);
    expect(levelup.session.get().status).toBe("signedIn");
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("an answer for the former gamer is dropped, and a 401 for the former token does not end the new session", async () => {
    const slow = gate<Response>();
    const { levelup, onSignedOut, loginAs } = await setUp({}, () => slow.promise);
    const late = [codeOf(levelup.fetch("/scores")), codeOf(levelup.fetch("/games"))];
    await loginAs("grace");
    slow.resolve(rejected());
    expect(await Promise.all(late)).toEqual(["SESSION_CHANGED", "SESSION_CHANGED"]);
    expect(levelup.session.get().status).toBe("signedIn");
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("a 401 for the token that a change of the password replaces is sent again with the new one", async () => {
    const { levelup, tokens, onSignedOut } = await setUp({}, ({ init }) =>
      new Headers(init.headers).get("authorization") === "Token ada-2" ? Response.json({}) : rejected(),
    );
    const change = levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    expect((await levelup.fetch("/scores")).status).toBe(200);
    await change;
    expect(tokens()).toEqual(["Token ada-1", "Token ada-2"]);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("no answer is NETWORK, with its cause", async () => {
    const { levelup } = await setUp({}, () => Promise.reject(new TypeError("fetch failed")));
    const result = await safe(levelup.fetch("/scores"));
    expect(result).toMatchObject({ ok: false, error: { code: "NETWORK", cause: new TypeError("fetch failed") } });
  });
});
