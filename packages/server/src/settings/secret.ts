import { inspect } from "node:util";

const hidden = "[secret]";

/** A text that hides itself from logs, JSON, templates, `util.inspect` and errors. Only `reveal` tells it. */
export type Secret = {
  reveal(): string;
  toString(): string;
  toJSON(): string;
  [inspect.custom](): string;
};

/** The text is in the functions' scope, not in the object: nothing that walks over properties meets it. */
export function createSecret(text: string): Secret {
  const hide = () => hidden;
  return Object.freeze({ reveal: () => text, toString: hide, toJSON: hide, [inspect.custom]: hide });
}
