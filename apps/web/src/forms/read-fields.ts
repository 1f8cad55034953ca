/** The values in the fields of a form now. Some password managers and extensions set them without an input event. */
export function readFields<Values extends Record<string, string>>(
  form: HTMLFormElement,
  known: Values,
): Partial<Values> {
  const fields: Partial<Record<string, string>> = {};
  for (const name of Object.keys(known)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) fields[name] = field.value;
  }
  return fields as Partial<Values>;
}
