import type { FormErrors } from "@mantine/form";

type Rules<Values> = { errorsOf: (values: Values) => FormErrors };

/**
 * Validates a form with the contract's schemas. They are larger than the form, so they are loaded when it is submitted;
 * if loading fails, only the server validates.
 */
export function lazyRules<Values>(load: () => Promise<Rules<Values>>): (values: Values) => Promise<FormErrors> {
  return async (values) => {
    const rules = await load().catch(() => undefined);
    return rules?.errorsOf(values) ?? {};
  };
}
