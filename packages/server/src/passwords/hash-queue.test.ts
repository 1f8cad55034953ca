import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LevelUpError } from "../errors.ts";
import { createHashQueue } from "./hash-queue.ts";

/** Work that ends when it is told to. */
function openWork<T>(value: T) {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const work = vi.fn(() => promise);
  return { work, finish: () => resolve(value), fail: (cause: Error) => reject(cause) };
}

async function overloadOf(refused: Promise<unknown>): Promise<LevelUpError> {
  const error = await refused.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof LevelUpError)) throw new Error("This was not refused", { cause: error });
  expect(error.code).toBe("OVERLOADED");
  return error;
}

/** A hash that takes so many milliseconds, which the queue then expects of the others. */
async function hashFor(ms: number, queue: ReturnType<typeof createHashQueue>): Promise<void> {
  const { work, finish } = openWork(0);
  const hashed = queue.run(work);
  await vi.advanceTimersByTimeAsync(ms);
  finish();
  await hashed;
}

describe("the hash queue", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("runs as many at once as it may, and the others in the order they came", async () => {
    const queue = createHashQueue({ concurrency: 2, limit: 10, deadlineMs: 1000 });
    const works = [1, 2, 3, 4].map(openWork);
    const results = Promise.all(works.map(({ work }) => queue.run(work)));
    const begun = () => works.map(({ work }) => work.mock.calls.length);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([1, 1, 0, 0]);
    expect(queue.load()).toEqual({ running: 2, waiting: 2 });

    works[1]?.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([1, 1, 1, 0]);
    expect(queue.load()).toEqual({ running: 2, waiting: 1 });

    for (const { finish } of works) finish();
    expect(await results).toEqual([1, 2, 3, 4]);
    expect(queue.load()).toEqual({ running: 0, waiting: 0 });
  });

  test("E11: beyond the line a hash is refused at once, with at least a second to wait, and never begins", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 1, deadlineMs: 1000 });
    const [running, waiting, beyond] = [openWork(1), openWork(2), openWork(3)];
    const results = Promise.all([queue.run(running.work), queue.run(waiting.work)]);
    expect((await overloadOf(queue.run(beyond.work))).details).toEqual({ retryAfterSeconds: 1 });

    running.finish();
    waiting.finish();
    expect(await results).toEqual([1, 2]);
    expect(beyond.work).not.toHaveBeenCalled();
  });

  test("one that has waited until its deadline is refused and leaves the line, and those behind it move up", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 2, deadlineMs: 1000 });
    const [running, early, late] = [openWork("running"), openWork("early"), openWork("late")];
    const first = queue.run(running.work);
    const second = overloadOf(queue.run(early.work));
    await vi.advanceTimersByTimeAsync(600);
    const third = queue.run(late.work);

    await vi.advanceTimersByTimeAsync(399);
    expect(queue.load().waiting).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    await second;
    expect(queue.load()).toEqual({ running: 1, waiting: 1 });

    running.finish();
    late.finish();
    expect(await Promise.all([first, third])).toEqual(["running", "late"]);
    expect(early.work).not.toHaveBeenCalled();
  });

  test("the deadline is for waiting: a hash that has begun is not cut off", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 1, deadlineMs: 1000 });
    const [first, second] = [openWork(1), openWork(2)];
    const results = Promise.all([queue.run(first.work), queue.run(second.work)]);
    await vi.advanceTimersByTimeAsync(900);
    first.finish();
    await vi.advanceTimersByTimeAsync(5000);
    second.finish();
    expect(await results).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a hash that fails gives its place on", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 1, deadlineMs: 1000 });
    const [bad, good] = [openWork(1), openWork(2)];
    const failed = queue.run(bad.work);
    const served = queue.run(good.work);
    bad.fail(new Error("broken"));
    good.finish();
    await expect(failed).rejects.toThrow("broken");
    expect(await served).toBe(2);
    expect(queue.load()).toEqual({ running: 0, waiting: 0 });
  });

  test("E11: the time to wait grows with the line and with what hashes took lately", async () => {
    const queue = createHashQueue({ concurrency: 2, limit: 4, deadlineMs: 60_000 });
    await hashFor(3000, queue);

    const works = Array.from({ length: 6 }, (_, index) => openWork(index));
    const results = Promise.all(works.map(({ work }) => queue.run(work)));
    // Six of 3 s each before it, two at a time.
    expect((await overloadOf(queue.run(openWork(7).work))).details).toEqual({ retryAfterSeconds: 9 });
    for (const { finish } of works) finish();
    await results;
  });

  test("tells of every wait: how long, and how it ended", async () => {
    const onWait = vi.fn();
    const queue = createHashQueue({ concurrency: 1, limit: 2, deadlineMs: 1000 }, onWait);
    const [first, second, third] = [openWork(1), openWork(2), openWork(3)];
    const served = [queue.run(first.work), queue.run(second.work)];
    await vi.advanceTimersByTimeAsync(100);
    const late = overloadOf(queue.run(third.work));
    await overloadOf(queue.run(openWork(4).work));
    await vi.advanceTimersByTimeAsync(300);
    first.finish();
    await vi.advanceTimersByTimeAsync(700);
    await late;
    second.finish();
    await Promise.all(served);
    expect(onWait.mock.calls).toEqual([
      [0, "served"],
      [0, "refused"],
      [400, "served"],
      [1000, "refused"],
    ]);
  });

  test("admits as many use cases as may run and wait, refuses more at once, and gives a free place to the next", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 1, deadlineMs: 1000 });
    const [first] = [queue.admit(), queue.admit()];

    const { details } = await overloadOf((async () => queue.admit())());
    first?.[Symbol.dispose]();

    expect(details.retryAfterSeconds).toBe(1);
    expect(() => queue.admit()).not.toThrow();
    expect(() => queue.admit()).toThrow(LevelUpError);
  });

  test("gives the place of a use case that failed to the next", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 0, deadlineMs: 1000 });
    async function fail(): Promise<void> {
      using _place = queue.admit();
      throw new Error("a fault");
    }
    await expect(fail()).rejects.toThrow("a fault");

    expect(() => queue.admit()).not.toThrow();
  });
});
