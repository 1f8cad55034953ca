import { readdirSync, readFileSync } from "node:fs";

/** Figures of running processes on Linux; elsewhere they are left out. */

const ticksPerSecond = 100;

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Seconds of CPU that a process and those of its group have used so far. */
export function cpuSeconds(group: number): number | null {
  if (read("/proc/self/stat") === null) return null;
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The second field is the program's name in parentheses, which may contain spaces.
    const fields =
      read(`/proc/${name}/stat`)
        ?.replace(/^.*\) /s, "")
        .split(" ") ?? [];
    const [, , processGroup] = fields;
    if (Number(processGroup) === group) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / ticksPerSecond;
}

/** The memory of a process that is in RAM, in MB. */
export function residentMegabytes(pid: number): number | null {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? "") ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
