import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Debian's, for which python3-django, python3-bcrypt and python3-argon2 are packaged. */
const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("django_hashers.py", import.meta.url));

// biome-ignore lint/style/noProcessEnv: a switch of the test run, which the server's Env does not know.
const wanted = process.env.LEVELUP_TEST_DJANGO;

/**
 * Whether tests against the real Django run: where it is installed, unless LEVELUP_TEST_DJANGO is `never`.
 * With `always` they run and fail where it is missing, so that a pipeline cannot lose them unnoticed.
 */
export const hasDjango =
  wanted === "always" ||
  (wanted !== "never" && spawnSync(python, ["-c", "import django, bcrypt, argon2"]).status === 0);

/** Check a password against an encoding, or encode one with a hasher (pbkdf2 with so many iterations). */
type Question = { password: string } & ({ encoded: string } | { hasher: string; iterations?: number });

/** Puts questions to Django's `check_password` and `make_password`; the answers come in the same order. */
export function askDjango(questions: readonly Question[]): unknown[] {
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(questions),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Django did not answer: ${stderr}`);
  return JSON.parse(stdout);
}
