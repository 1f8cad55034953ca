import { isUtf8 } from "node:buffer";
import { LevelUpError } from "../errors.ts";

/** A batch of inputs is two levels deep. */
const maxDepth = 16;

/** No input has such fields, and every object inherits them. */
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The text of a JSON body, checked for what JSON.parse takes but parsers read differently: duplicate keys (RFC 8259, 4),
 * numbers beyond a double, deep nesting, `__proto__`, a byte order mark, bytes that are not UTF-8. A call without an
 * input has an empty body.
 *
 * @throws INVALID_INPUT.
 */
export function readJsonText(body: Buffer): string {
  if (!isUtf8(body)) throw new LevelUpError("INVALID_INPUT");
  const text = body.toString("utf8");
  if (text !== "") parseJson(text);
  return text;
}

/** The value of a JSON body, checked as {@link readJsonText} does; undefined for an empty one. @throws INVALID_INPUT. */
export function parseJsonBody(body: Buffer): unknown {
  const text = readJsonText(body);
  return text === "" ? undefined : JSON.parse(text);
}

/** The value of a JSON text, checked as {@link readJsonText} does. @throws INVALID_INPUT. */
export function parseJson(text: string): unknown {
  assertPlain(text);
  try {
    return JSON.parse(text);
  } catch {
    // Its message holds a piece of the text.
    throw new LevelUpError("INVALID_INPUT");
  }
}

/**
 * Reads the text once from left to right before it is parsed, so that neither depth nor length can exhaust the parser.
 * The parser checks the syntax.
 */
function assertPlain(text: string): void {
  /** The keys seen in each object that is open; null for an array. */
  const open: (Set<string> | null)[] = [];
  let mayBeKey = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === "{" || character === "[") {
      if (open.push(character === "{" ? new Set() : null) > maxDepth) throw new LevelUpError("INVALID_INPUT");
      mayBeKey = character === "{";
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === ",") {
      mayBeKey = open.at(-1) instanceof Set;
    } else if (character === '"') {
      const end = endOfString(text, index);
      if (mayBeKey) addKey(open.at(-1), text.slice(index, end));
      mayBeKey = false;
      index = end - 1;
    } else if (/[-\d]/.test(character)) {
      const number = numberAt(text, index);
      if (!Number.isFinite(Number(number))) throw new LevelUpError("INVALID_INPUT");
      index += number.length - 1;
    }
  }
}

/** The index after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '"') return index + 1;
    if (text[index] === "\\") index += 1;
  }
  throw new LevelUpError("INVALID_INPUT");
}

function numberAt(text: string, start: number): string {
  const number = /[-+.\deE]+/y;
  number.lastIndex = start;
  return number.exec(text)?.[0] ?? "";
}

function addKey(keys: Set<string> | null | undefined, quoted: string): void {
  const key = unquote(quoted);
  if (keys?.has(key) || forbiddenKeys.has(key)) throw new LevelUpError("INVALID_INPUT");
  keys?.add(key);
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted);
  } catch {
    throw new LevelUpError("INVALID_INPUT");
  }
}
