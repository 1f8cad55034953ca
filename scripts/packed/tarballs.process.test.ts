import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { packages, packed, run, tarballOf } from "./packed.ts";

const built = packages.filter((name) => name !== "client");

async function listingOf(tarball: string): Promise<string[]> {
  return (await run("tar", ["-tzf", tarball])).stdout.trim().split("\n").sort();
}

const fileOf = async (tarball: string, path: string) =>
  (await run("tar", ["-xzOf", tarball, `package/${path}`])).stdout;

describe.each(built)("@levelup/%s", (name) => {
  test("publint reports nothing", async () => {
    const data = await readFile(tarballOf(name));
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("are-the-types-wrong reports nothing, for an ESM-only package", async () => {
    const result = await checkPackage(createPackageFromTarballData(await readFile(tarballOf(name))));
    const problems = result.types ? result.problems : ["no types"];
    // CommonJS before Node 20.19 cannot require ESM, nor can TypeScript's oldest resolution read an exports map.
    const expectedOfEsm = (problem: unknown) => /"resolutionKind":"(node10|node16-cjs)"/.test(JSON.stringify(problem));
    expect(problems.filter((problem) => !expectedOfEsm(problem))).toEqual([]);
  });

  test("npm packs the same package as pnpm, without tests, and with plain versions", async () => {
    const folder = await mkdtemp(join(packed.folder, "npm-"));
    const dist = join(import.meta.dirname, "../../packages", name, "dist");
    await run("npm", ["pack", "--pack-destination", folder], { cwd: dist });
    const [file = ""] = await readdir(folder);
    const [byNpm, byPnpm] = [join(folder, file), tarballOf(name)];

    const files = await listingOf(byNpm);
    expect(files).toEqual(await listingOf(byPnpm));
    expect(files).toEqual(
      expect.arrayContaining(["README.md", "LICENSE", "lib/index.js"].map((path) => `package/${path}`)),
    );
    expect(files.filter((path) => path.includes(".test."))).toEqual([]);
    const manifest = await fileOf(byNpm, "package.json");
    expect(JSON.parse(manifest)).toEqual(JSON.parse(await fileOf(byPnpm, "package.json")));
    expect(manifest).not.toMatch(/catalog:|workspace:|"private"/);
  });
});
