import classes from "./avatar.module.css";

const side = 5;
const half = Math.ceil(side / 2);

/** A mirrored pixel pattern, derived from the username: the same on every device, without an image to load. */
export function Avatar({ username }: { username: string }) {
  return (
    <svg className={classes.avatar} viewBox="-1.1 -1.1 7.2 7.2" aria-hidden="true" shapeRendering="geometricPrecision">
      {pixels(username).map(({ x, y, tone }) => (
        <rect key={`${x},${y}`} x={x} y={y} width="1.02" height="1.02" rx="0.12" data-tone={tone} />
      ))}
    </svg>
  );
}

function pixels(username: string) {
  const next = randomNumbers(username.toLowerCase());
  const found: { x: number; y: number; tone: number }[] = [];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < half; x += 1) {
      const value = next();
      if (value < 0.42) continue;
      const tone = value > 0.8 ? 1 : 2;
      found.push({ x, y, tone });
      if (x < half - 1) found.push({ x: side - 1 - x, y, tone });
    }
  }
  return found;
}

/** Repeatable pseudo-random numbers from 0 to 1: FNV-1a for the seed, then xorshift. Not for secrets. */
function randomNumbers(text: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
