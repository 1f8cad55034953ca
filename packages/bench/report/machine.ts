import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { dirname, join } from "node:path";
import { canPin } from "../lib/processes.ts";
import { generatorName } from "../load/throughput.ts";

const require = createRequire(import.meta.url);
const ofServer = createRequire(new URL("../../server/package.json", import.meta.url));

/** What the figures depend on, beside the code. */
export function machine(postgresVersion: string): string[] {
  const [cpu] = cpus();
  return [
    `${availableParallelism()} cores (${cpu?.model ?? "of a kind unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, ${system()}, ${type()} ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${postgresVersion}, @trpc/server ${version("@trpc/server", ofServer)}, MikroORM ${version("@mikro-orm/core", ofServer)}, Fastify ${version("fastify", ofServer)}, bcrypt ${version("bcrypt", ofServer)}, better-auth ${version("better-auth", require)}${python()}`,
    `Load by ${generatorName} in a process of its own${canPin ? "; where one process is measured for its calls a second it has core 0 and the generator core 1, and PostgreSQL goes where it likes" : ", nothing pinned to a core"}.`,
    `Load average when it began: ${loadavg()[0]?.toFixed(2)}.`,
  ];
}

function system(): string {
  try {
    const [, name] = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8")) ?? [];
    return name ?? "";
  } catch {
    return process.platform;
  }
}

/** Not every package exports its package.json. */
function version(name: string, from: NodeJS.Require): string {
  try {
    for (let folder = dirname(from.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
      try {
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, string>;
        if (manifest.name === name && manifest.version !== undefined) return manifest.version;
      } catch {
        // It is further up.
      }
    }
  } catch {
    // It is not installed.
  }
  return "(none)";
}

function python(): string {
  const code =
    "import django, rest_framework, gunicorn; print(f', Django {django.__version__}, DRF {rest_framework.VERSION}, gunicorn {gunicorn.__version__}')";
  try {
    return execFileSync("/usr/bin/python3", ["-c", code], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
