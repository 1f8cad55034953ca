import { isUtf8 } from "node:buffer";
import { LevelUpError } from "../errors.ts";

/** A batch of inputs is two deep; nothing that is read here needs more. */
const maxDepth = 16;

/** They are no field of anything, and name what every object inherits. */
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/** Strings whole, punctuation one by one, and whatever else stands between: numbers, words, mistakes. */
const lexemes = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;

/**
 * The text of a JSON body, checked for what JSON.parse would take and readers disagree about: keys that come twice (RFC
 * 8259, 4), numbers beyond a double, nesting without end, `__proto__`, a byte order mark, bytes that are no UTF-8.
 * Nothing at all is a body too: that of a call without an input.
 *
 * @throws INVALID_INPUT.
 */
export function readJsonText(body: Buffer): string {
  if (!isUtf8(body)) throw new LevelUpError("INVALID_INPUT");
  const text = body.toString("utf8");
  if (text !== "") parseJson(text);
  return text;
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

/** Looks at the text alone, and before it is parsed: no depth can then exhaust anything. Syntax is the parser's. */
function assertPlain(text: string): void {
  /** The keys seen in each object that is open; null for an array. */
  const open: (Set<string> | null)[] = [];
  let previous = "";
  for (const [lexeme] of text.matchAll(lexemes)) {
    const keys = open.at(-1);
    if (lexeme === "{" || lexeme === "[") {
      if (open.push(lexeme === "{" ? new Set() : null) > maxDepth) throw new LevelUpError("INVALID_INPUT");
    } else if (lexeme === "}" || lexeme === "]") {
      open.pop();
    } else if (lexeme.startsWith('"') && keys && (previous === "{" || previous === ",")) {
      const key = unquote(lexeme);
      if (keys.has(key) || forbiddenKeys.has(key)) throw new LevelUpError("INVALID_INPUT");
      keys.add(key);
    } else if (/^-?\d/.test(lexeme) && !Number.isFinite(Number(lexeme))) {
      throw new LevelUpError("INVALID_INPUT");
    }
    previous = lexeme;
  }
}

function unquote(lexeme: string): string {
  try {
    return JSON.parse(lexeme);
  } catch {
    throw new LevelUpError("INVALID_INPUT");
  }
}
