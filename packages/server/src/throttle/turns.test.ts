import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

/** Work that ends when it is told to, and says when it has begun. */
function openWork() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const open = { begun: false, finish: resolve, fail: reject, work };
  function work(): Promise<void> {
    open.begun = true;
    return promise;
  }
  return open;
}

test("R6: an account has so many calls at the database at once, and others do not wait for it", async () => {
  const turns = createTurns({ atOnce: 2, mostWaiting: 50 });
  const works = Array.from({ length: 4 }, openWork);
  const calls = works.map(({ work }) => turns(1, work));
  const other = openWork();
  const otherCall = turns(2, other.work);

  const atFirst = works.map(({ begun }) => begun);
  works[0]?.fail(new Error("a fault"));
  await expect(calls[0]).rejects.toThrow("a fault");
  const afterOne = works.map(({ begun }) => begun);
  for (const { finish } of [...works, other]) finish();
  await Promise.all([...calls.slice(1), otherCall]);

  expect(atFirst).toEqual([true, true, false, false]);
  expect(afterOne).toEqual([true, true, true, false]);
  expect(other.begun).toBe(true);
});

test("R6: beyond 50 that wait, calls of an account are refused at once", async () => {
  const turns = createTurns({ atOnce: 1, mostWaiting: 50 });
  const works = Array.from({ length: 51 }, openWork);
  const calls = works.map(({ work }) => turns(1, work));

  await expect(turns(1, openWork().work)).rejects.toMatchObject({ code: "OVERLOADED" });
  for (const { finish } of works) finish();
  await Promise.all(calls);
  await turns(1, async () => {});
});
