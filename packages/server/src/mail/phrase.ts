/** A piece of a mail, for its plain text and for its HTML. */
export type Phrase = { text: string; html: string };

/**
 * A sentence with values in it. The values are escaped, and set apart from the words around them: a name that is written
 * from right to left does not turn the sentence around.
 */
export function say(words: TemplateStringsArray, ...values: readonly (string | number)[]): Phrase {
  let text = words[0] ?? "";
  let html = escapeHtml(text);
  for (const [index, value] of values.entries()) {
    const after = words[index + 1] ?? "";
    text += `${value}${after}`;
    html += `${typeof value === "number" ? value : setApart(value)}${escapeHtml(after)}`;
  }
  return { text, html };
}

function setApart(value: string): string {
  return `<bdi style="font-weight:600">${escapeHtml(value)}</bdi>`;
}

const entities = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? "");
}
