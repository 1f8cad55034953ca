import { type UseFormInput, type UseFormReturnType, useForm } from "@mantine/form";

type Texts = Record<string, string>;

/** A form of texts that the browser itself holds, so that what a password manager fills in counts as typed. */
export function useFields<Values extends Texts>(
  options: Pick<UseFormInput<Values>, "initialValues" | "validate" | "onValuesChange">,
): UseFormReturnType<Values> {
  return useForm<Values>({
    ...options,
    mode: "uncontrolled",
    enhanceGetInputProps: ({ field }) => ({ name: String(field) }),
  });
}
