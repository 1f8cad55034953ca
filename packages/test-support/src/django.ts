import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** One that has Django, by the test configuration. Tests in `*.django.test.ts` are left out where there is none. */
export const python = process.env.DJANGO_PYTHON ?? "python3";
const script = fileURLToPath(new URL("django_hashers.py", import.meta.url));

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
