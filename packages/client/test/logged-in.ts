import { vi } from "vitest";
import { createLevelUp, type LevelUpError, type LevelUpOptions } from "../src/index.ts";
import { createFakeServer } from "./fake-server.ts";
import { openStorage } from "./storages.ts";

/** An SDK on the fake server, logged in as Ada with the token `ada-1`. */
export async function loggedIn(options: Partial<LevelUpOptions> = {}) {
  const server = createFakeServer();
  const storage = openStorage();
  const onSignedOut = vi.fn();
  const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage, onSignedOut, ...options });
  await levelup.auth.login({ username: "ada", password: "x" });
  return {
    server,
    storage,
    onSignedOut,
    levelup,
    loginAs: (username: string) => levelup.auth.login({ username, password: "x" }),
  };
}

/** How a call ended: its error's code, or `resolved`. */
export const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "resolved",
    (error: LevelUpError) => error.code,
  );
