import { Button, TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

/** Which code is asked for: of the authenticator app, or one of the recovery codes. */
export type CodeKind = "code" | "recoveryCode";

/** The code of an authenticator app. Nothing limits its length, so that "123 456" can be pasted. */
export function AppCodeField(field: TextInputProps) {
  return (
    <TextInput
      {...field}
      label="Code"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}

type CodeFieldProps = {
  /** `form.getInputProps`. */
  field: (name: CodeKind) => object;
  kind: CodeKind;
  /** Focuses the field when it appears; always after a change of the kind. */
  focused?: boolean;
};

/** The field for one of the two codes. */
export function CodeField({ field, kind, focused = false }: CodeFieldProps) {
  const [firstKind] = useState(kind);
  const ref = focused || kind !== firstKind ? focus : undefined;
  if (kind === "code")
    return (
      <AppCodeField key={kind} {...field(kind)} ref={ref} description="Six digits, shown by your authenticator app." />
    );
  return (
    <TextInput
      key={kind}
      {...field(kind)}
      ref={ref}
      label="Recovery code"
      description="Each works once: four groups of six letters and digits."
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}

/** One function, so that React calls it only when the field appears. */
function focus(input: HTMLInputElement | null): void {
  input?.focus();
}

type SwitchCodeKindProps = { kind: CodeKind; onChange: (kind: CodeKind) => void };

/** Asks for the other code. */
export function SwitchCodeKind({ kind, onChange }: SwitchCodeKindProps) {
  return (
    <Button variant="subtle" size="sm" onClick={() => onChange(kind === "code" ? "recoveryCode" : "code")}>
      {kind === "code" ? "Use a recovery code" : "Use your authenticator app"}
    </Button>
  );
}
