import { Stopped } from "./processes.mjs";

const tickMs = 1000;
const out = process.stdout;

/** @param {number} startedAt by `performance.now()` */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/**
 * Says what is being done while it is done, and how it went and how long it took when it is: one line a step.
 *
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work may tell how far it is
 * @param {(result: T) => string} ending the line's last words
 * @returns {Promise<T>}
 */
export async function step(title, work, ending) {
  const startedAt = performance.now();
  let latest = "";
  const draw = () => out.write(`\r\x1b[2K${title} … ${latest} ${secondsSince(startedAt)}`);
  out.write(`${title} … `);
  const ticking = out.isTTY ? setInterval(draw, tickMs) : undefined;
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
    out.write(`${out.isTTY ? `\r\x1b[2K${title} … ` : ""}${last} (${secondsSince(startedAt)})\n`);
  }
}
