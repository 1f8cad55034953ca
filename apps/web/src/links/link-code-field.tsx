import { TextInput, type TextInputProps } from "@mantine/core";

/** A field for the code of a mail whose link was cut, or was opened without its last part. */
export function LinkCodeField(field: TextInputProps) {
  return (
    <TextInput
      {...field}
      label="Code from the mail"
      description="It begins with lu_. You may also paste the whole link."
      autoComplete="off"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      data-autofocus
    />
  );
}
