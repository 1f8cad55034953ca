import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { usersWithoutGamer } from "@levelup/test-support/operated-server.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { refusalCode, rowCounts, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";

const diskSize = "120m";

/** Only root may mount a disk, and not in every container. */
const mayMount =
  process.platform === "linux" &&
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

async function smallDisk(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskSize}`, "levelup-test", folder.path]);
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Writes a file until the disk is full to the last byte. */
function fill(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (let chunk = Buffer.alloc(1024 * 1024); chunk.length > 0; ) {
      try {
        writeSync(handle, chunk);
      } catch {
        chunk = chunk.subarray(0, Math.floor(chunk.length / 2));
      }
    }
  } finally {
    closeSync(handle);
  }
}

// On PostgreSQL the disk is PostgreSQL's.
const onPglite = (process.env.TEST_DATABASE_URL ?? "") === "";

describe.runIf(onPglite && mayMount)("the embedded database's folder on a full disk", () => {
  test("G1: takes no more writes, still reads, and writes again when there is room, with nothing half done", async () => {
    await using disk = await smallDisk();
    await using app = await createTestApp({ settings: { database: { folder: join(disk.path, "data") } } });
    const { caller } = await app.gamer();
    /** Random text, which does not compress, so that the table soon needs another page. */
    const register = () => app.gamer({ bio: randomBytes(5000).toString("hex") });
    const ballast = join(disk.path, "ballast");

    fill(ballast);
    let registered = 1;
    let refused: string | undefined;
    while (refused === undefined) {
      const call = register();
      refused = await call.then(
        () => undefined,
        () => refusalCode(call),
      );
      if (refused === undefined) registered += 1;
    }
    const [again, reading] = [await refusalCode(register()), await caller.account.me()];
    rmSync(ballast);
    await register();

    expect([refused, again]).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    expect(reading.firstName).toBe("Grace");
    expect(await rowCounts(app)).toMatchObject({ users: registered + 1, gamers: registered + 1 });
    expect(await rows(app, usersWithoutGamer)).toMatchObject([{ count: expect.toSatisfy((n) => Number(n) === 0) }]);
  });
});
