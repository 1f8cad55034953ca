import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { expect, test } from "vitest";
import { createPasswordService } from "./password.service.ts";

test.runIf(process.platform === "linux")(
  "threads that hash have a lower priority than all others of the process",
  async () => {
    const settings = { bcryptCost: 4, hashConcurrency: 1, hashQueueLimit: 1, hashQueueDeadlineMs: 1000 };
    await createPasswordService(settings).hash("correct horse");

    const threads = readdirSync("/proc/self/task").map((thread) => ({
      hashes: readFileSync(`/proc/self/task/${thread}/comm`, "utf8").startsWith("libuv-worker"),
      priority: getPriority(Number(thread)),
    }));
    const priorities = (hashes: boolean) =>
      new Set(threads.filter((one) => one.hashes === hashes).map((one) => one.priority));
    expect(priorities(true)).toEqual(new Set([10]));
    expect(priorities(false)).toEqual(new Set([getPriority()]));
  },
);
