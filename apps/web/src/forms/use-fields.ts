import { type UseFormInput, type UseFormReturnType, useForm } from "@mantine/form";

type TextValues = Record<string, string>;

/** A form of text fields whose values the browser holds. */
export function useFields<Values extends TextValues>(
  options: Pick<UseFormInput<Values>, "initialValues" | "validate" | "onValuesChange">,
): UseFormReturnType<Values> {
  return useForm<Values>({
    ...options,
    mode: "uncontrolled",
    enhanceGetInputProps: ({ field }) => ({ name: String(field) }),
  });
}
