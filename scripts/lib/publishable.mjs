import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readJson, root } from "./project.mjs";

/**
 * The packages that run from source in this repository, without a build. An app gets them as `dist` has them: finished,
 * with a manifest of its own, so that npm and pnpm pack the same. npm would leave `catalog:` and `workspace:` in the
 * manifest beside the source, which also exports TypeScript.
 */
export const builtPackages = ["contract", "server", "django"];

/** What a package has beside its code. */
const extras = ["README.md", "fixtures"];

/** Manifest fields that are of no use to an app. */
const ofDevelopment = ["private", "scripts", "devDependencies"];

/**
 * Makes `dist` anew, with everything but what the compiler emits to `dist/lib`. The source is for editors, which the
 * declarations lead there.
 *
 * @param {string} home the package's folder
 */
export function finishPackage(home) {
  const dist = join(home, "dist");
  rmSync(dist, { recursive: true, force: true });
  cpSync(join(home, "src"), join(dist, "src"), { recursive: true, filter: (path) => !path.endsWith(".test.ts") });
  for (const extra of extras) {
    if (existsSync(join(home, extra))) cpSync(join(home, extra), join(dist, extra), { recursive: true });
  }
  cpSync(join(root, "LICENSE"), join(dist, "LICENSE"));
  const { catalog } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8"));
  const manifest = finishManifest(readJson(join(home, "package.json")), catalog);
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * The manifest of the built package: what the compiler emitted in place of the source, and versions in place of the
 * workspace's references.
 *
 * @param {Record<string, any>} source
 * @param {Record<string, string>} catalog
 */
function finishManifest(source, catalog) {
  const kept = Object.entries(source).filter(([field]) => !ofDevelopment.includes(field));
  const { dependencies, peerDependencies, ...manifest } = Object.fromEntries(kept);
  /** @param {Record<string, string>} references */
  const versions = (references) =>
    Object.fromEntries(
      Object.entries(references).map(([name, reference]) => [
        name,
        reference.startsWith("workspace:") ? source.version : range(name, catalog[name]),
      ]),
    );
  return {
    ...manifest,
    exports: {
      ...Object.fromEntries(
        Object.entries(source.exports).map(([entry, file]) => {
          const emitted = file.replace(/^\.\/src\/(.*)\.ts$/, "./lib/$1");
          return [entry, { types: `${emitted}.d.ts`, default: `${emitted}.js` }];
        }),
      ),
      "./package.json": "./package.json",
    },
    dependencies: versions(dependencies),
    ...(peerDependencies === undefined ? {} : { peerDependencies: versions(peerDependencies) }),
  };
}

/**
 * A range, so that an app gets the fixes of a dependency without a release of ours. The packages of MikroORM refuse each
 * other's other versions.
 *
 * @param {string} name
 * @param {string | undefined} version
 */
function range(name, version) {
  if (version === undefined) throw new Error(`${name} is not in the catalog.`);
  return name.startsWith("@mikro-orm/") ? version : `^${version}`;
}
