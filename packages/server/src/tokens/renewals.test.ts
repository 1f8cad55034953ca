import { pino } from "pino";
import { expect, test } from "vitest";
import type { Database } from "../db/database.ts";
import { createRenewals } from "./renewals.ts";
import type { VerifiedToken } from "./verified-token.ts";

const settings = { idleDays: 30, hardDays: 365, renewMinutes: 60, perUser: 20 };
const now = new Date("2030-01-01T00:00:00.000Z");
const hourMs = 60 * 60 * 1000;

/** Renewals whose writes are as the test has them, with what was written. */
function renewalsThat(write: () => Promise<object[]>) {
  const batches: number[][] = [];
  const warnings: unknown[] = [];
  const database = {
    prepare:
      () =>
      ([uses]: [string]) => {
        batches.push(JSON.parse(uses).map(({ id }: { id: number }) => id));
        return write();
      },
  } as unknown as Database;
  const log = pino({}, { write: (line: string) => warnings.push(JSON.parse(line).count) });
  return { renewals: createRenewals({ database, settings, log }), batches, warnings };
}

function used(tokenId: number, usedMs: number | null = null): VerifiedToken {
  return { actor: { tokenId }, expiresMs: 0, usedMs } as unknown as VerifiedToken;
}

const works = async () => [];

test("D3: a token is written once an interval, and not before it is over", async () => {
  const { renewals, batches } = renewalsThat(works);
  const token = used(1, now.getTime() - hourMs);
  for (const verified of [used(2, now.getTime() - hourMs + 1), token, token]) renewals.note(verified, now);
  await renewals.flush();
  renewals.note(token, new Date(now.getTime() + hourMs - 1));
  await renewals.flush();
  renewals.note(token, new Date(now.getTime() + hourMs));
  await renewals.flush();

  expect(batches).toEqual([[1], [1]]);
});

test("uses are written by themselves, after a moment or when there are many, so many at once", async () => {
  const { renewals, batches } = renewalsThat(works);
  for (let id = 1; id <= 750; id += 1) renewals.note(used(id), now);

  await expect.poll(() => batches.map(({ length }) => length)).toEqual([500, 250]);
});

test("D14: uses that could not be written are kept, said once, and written when it works again", async () => {
  let broken = true;
  const { renewals, batches, warnings } = renewalsThat(async () => {
    if (broken) throw new Error("down");
    return [];
  });
  renewals.note(used(1), now);
  await renewals.flush();
  await renewals.flush();
  renewals.note(used(2), now);
  broken = false;
  await renewals.flush();
  await renewals.flush();

  expect([batches, warnings]).toEqual([[[1], [1], [1, 2]], [1]]);
});

test("D14: the end writes what is left", async () => {
  const { renewals, batches } = renewalsThat(works);
  renewals.note(used(1), now);

  await renewals.close();

  expect(batches).toEqual([[1]]);
});

test("D14: the end does not wait for a database that never answers", async () => {
  const { renewals, batches } = renewalsThat(() => new Promise(() => undefined));
  renewals.note(used(1), now);

  await renewals.close();

  expect(batches).toEqual([[1]]);
});
