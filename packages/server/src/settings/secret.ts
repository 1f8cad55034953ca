import { inspect } from "node:util";

const hidden = "[secret]";

/** A text that hides itself from logs, JSON, templates, `util.inspect` and errors. Only `reveal` returns it. */
export type Secret = {
  reveal(): string;
  toString(): string;
  toJSON(): string;
  [inspect.custom](): string;
};

/** The text is in the functions' scope, not in the object: code that lists properties does not find it. */
export function createSecret(text: string): Secret {
  const hide = () => hidden;
  return Object.freeze({ reveal: () => text, toString: hide, toJSON: hide, [inspect.custom]: hide });
}
