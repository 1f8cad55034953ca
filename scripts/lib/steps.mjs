import { Stopped } from "./processes.mjs";

const out = process.stdout;

/** A terminal shows progress on one line; a log file gets a line now and then. */
const tickMs = out.isTTY ? 1000 : 5000;

/** @param {number} startedAt by `performance.now()` */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/**
 * Prints what is being done, how far it is and, at the end, how it went and how long it took.
 *
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work may report how far it is
 * @param {(result: T) => string} ending the line's last words
 * @returns {Promise<T>}
 */
export async function step(title, work, ending) {
  const startedAt = performance.now();
  const start = `${out.isTTY ? "\r\x1b[2K" : ""}${title} … `;
  let latest = "";
  const tick = () => {
    const progress = `${latest} (${secondsSince(startedAt)})`.trimStart();
    out.write(out.isTTY ? `${start}${progress}` : `${progress}\n${start}`);
  };
  out.write(start);
  const ticking = setInterval(tick, tickMs);
  let last = "failed";
  try {
    const result = await work((text) => {
      latest = text.slice(0, 60);
    });
    last = ending(result);
    return result;
  } catch (error) {
    if (error instanceof Stopped) last = "stopped";
    throw error;
  } finally {
    clearInterval(ticking);
    out.write(`${out.isTTY ? start : ""}${last} (${secondsSince(startedAt)})\n`);
  }
}
