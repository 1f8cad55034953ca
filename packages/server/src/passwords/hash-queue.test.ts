import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LevelUpError } from "../errors.ts";
import { createHashQueue, type HashParty } from "./hash-queue.ts";

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

const known = (account: string, network = "192.0.2.1"): HashParty => ({ account, network, isKnown: true });
const stranger = (account: string, network: string): HashParty => ({ account, network, isKnown: false });

/** How many use cases of parties are admitted, in turn, until one is refused. */
function admitted(queue: ReturnType<typeof createHashQueue>, partyOf: (index: number) => HashParty): number {
  for (let count = 0; ; count += 1) {
    try {
      queue.admit(partyOf(count));
    } catch (error) {
      expect(error).toMatchObject({ code: "OVERLOADED", details: { retryAfterSeconds: 1 } });
      return count;
    }
  }
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

  test("R1: one network leaves a third of the places to others, and a second one leaves a fifth", () => {
    const queue = createHashQueue({ concurrency: 2, limit: 148, deadlineMs: 1000 });

    const first = admitted(queue, (index) => stranger(`gamer-${index}`, "192.0.2.1"));
    const second = admitted(queue, (index) => stranger(`gamer-${index}`, "192.0.2.2"));
    const honest = admitted(queue, () => stranger("ada", "192.0.2.3"));

    expect(first).toBe(100);
    expect(second).toBeLessThanOrEqual(34);
    expect(honest).toBeGreaterThanOrEqual(2);
  });

  test("R2: one account leaves two thirds of the places to others, from however many networks it logs in", () => {
    const queue = createHashQueue({ concurrency: 2, limit: 148, deadlineMs: 1000 });

    expect(admitted(queue, (index) => known("mallory", `192.0.2.${index}`))).toBe(50);
  });

  test("R1: known devices have places of their own, however many strangers there are", () => {
    const queue = createHashQueue({ concurrency: 2, limit: 8, deadlineMs: 1000 });

    const strangers = admitted(queue, (index) => stranger(`gamer-${index}`, `198.51.100.${index}`));
    const gamers = admitted(queue, (index) => known(`gamer-${index}`, `192.0.2.${index}`));

    expect([strangers, gamers]).toEqual([10, 10]);
  });

  test("a place that is given back is its account's and its network's again", () => {
    const queue = createHashQueue({ concurrency: 1, limit: 1, deadlineMs: 1000 });
    for (let count = 0; count < 100; count += 1) {
      using _one = queue.admit(known("ada"));
      using _two = queue.admit(known("ada"));
    }

    expect(admitted(queue, () => known("ada"))).toBe(2);
  });

  test("R2: networks take turns, and so do known devices and all others: a flood does not make them wait for all of it", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 100, deadlineMs: 1000 });
    const order: string[] = [];
    const hash = (party: HashParty) =>
      queue.run(async () => {
        order.push(`${party.account}@${party.network}`);
      }, queue.admit(party));
    const running = openWork<void>(undefined);
    const hashes = [queue.run(running.work)];
    for (let index = 0; index < 4; index += 1) hashes.push(hash(stranger("flood", "a")));
    for (const party of [stranger("bob", "b"), known("ada", "c"), stranger("cy", "b"), known("ada", "c")]) {
      hashes.push(hash(party));
    }

    running.finish();
    await Promise.all(hashes);

    expect(order).toEqual([...["ada@c", "flood@a", "ada@c", "bob@b"], ...["flood@a", "cy@b", "flood@a", "flood@a"]]);
  });

  test("R2: a device that logs in twice does not wait for one of each network of strangers", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 100, deadlineMs: 1000 });
    const strangers = Array.from({ length: 20 }, (_, index) => openWork(index));
    const hashes = strangers.map(({ work }, index) => queue.run(work, queue.admit(stranger("flood", `${index}`))));
    for (let login = 0; login < 3; login += 1) {
      const hash = queue.run(async () => login, queue.admit(known("ada", "home")));
      for (const { finish } of strangers.slice(0, 3 * (login + 1))) finish();
      expect(await hash).toBe(login);
    }

    expect(strangers.filter(({ work }) => work.mock.calls.length > 0).length).toBeLessThan(12);
    for (const { finish } of strangers) finish();
    await Promise.all(hashes);
  });

  test("R2: a newcomer waits for the round that is under way, and not for the flood before it", async () => {
    const queue = createHashQueue({ concurrency: 1, limit: 100, deadlineMs: 1000 });
    const flood = Array.from({ length: 5 }, (_, index) => openWork(index));
    const hashes = flood.map(({ work }) => queue.run(work, queue.admit(stranger("flood", "a"))));
    flood[0]?.finish();
    flood[1]?.finish();
    await hashes[1];
    const newcomer = openWork(9);
    hashes.push(queue.run(newcomer.work, queue.admit(stranger("bob", "b"))));

    flood[2]?.finish();
    await hashes[2];
    newcomer.finish();
    await hashes[5];

    expect(flood[4]?.work).not.toHaveBeenCalled();
    for (const { finish } of flood) finish();
    await Promise.all(hashes);
  });
});
