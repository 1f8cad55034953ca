import { expect } from "vitest";
import type { TestApp, TestGamer } from "../src/testing/index.ts";
import { refusalCode } from "./support.ts";

/** Until a check of a token may be remembered. */
async function cacheOn({ app }: TestApp): Promise<void> {
  await expect.poll(app.tokenCheck.cache.isOn, { interval: 5, timeout: 20_000 }).toBe(true);
}

/** A gamer whose token is remembered, and of whom nothing is on its way to be forgotten. */
export async function rememberedGamer(app: TestApp): Promise<TestGamer> {
  const gamer = await app.gamer({ bio: "old" });
  await cacheOn(app);
  await app.settle();
  await gamer.caller.account.me();
  return gamer;
}

/** How a token is answered: its account's first name and bio, or the error. */
export async function answer({ caller }: TestGamer): Promise<string> {
  try {
    const { firstName, bio } = await caller.account.me();
    return `${firstName}, ${bio}`;
  } catch {
    return refusalCode(caller.account.me());
  }
}
