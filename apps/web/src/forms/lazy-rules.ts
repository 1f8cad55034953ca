import type { FormErrors } from "@mantine/form";

type Rules<Values> = { errorsOf: (values: Values) => FormErrors };

/**
 * The contract's schemas as a form's validation. They are larger than the form and come when it is sent; should they
 * not come, the server judges alone.
 */
export function lazyRules<Values>(load: () => Promise<Rules<Values>>): (values: Values) => Promise<FormErrors> {
  return async (values) => {
    const rules = await load().catch(() => undefined);
    return rules?.errorsOf(values) ?? {};
  };
}
