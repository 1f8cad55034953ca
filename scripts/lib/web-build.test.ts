import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprintOf } from "./web-build.mjs";

async function app() {
  const folder = await mkdtemp(join(tmpdir(), "level-up-inputs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "app/dist"), { recursive: true });
  await writeFile(join(folder, "app/page.ts"), "one");
  await writeFile(join(folder, "lock.yaml"), "locked");
  return { folder, fingerprint: () => fingerprintOf(folder, ["app", "lock.yaml"]) };
}

test("a changed source, a renamed one and a changed lock file each ask for a new build", async () => {
  const { folder, fingerprint } = await app();
  const prints = [fingerprint()];
  await writeFile(join(folder, "app/page.ts"), "two");
  prints.push(fingerprint());
  await rm(join(folder, "app/page.ts"));
  await writeFile(join(folder, "app/sheet.ts"), "two");
  prints.push(fingerprint());
  await writeFile(join(folder, "lock.yaml"), "moved");
  prints.push(fingerprint());
  expect(new Set(prints).size).toBe(4);
});

test("the build itself, a test and a new time of change do not", async () => {
  const { folder, fingerprint } = await app();
  const before = fingerprint();
  await writeFile(join(folder, "app/dist/index.html"), "built");
  await writeFile(join(folder, "app/page.test.ts"), "tested");
  await utimes(join(folder, "app/page.ts"), 1, 1);
  expect(fingerprint()).toBe(before);
});
