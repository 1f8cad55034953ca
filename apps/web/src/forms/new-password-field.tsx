import { limits } from "@levelup/contract/rules";
import type { TextInputProps } from "@mantine/core";
import { PasswordField } from "./password-field.tsx";
import { StrengthMeter } from "./strength-meter.tsx";

const rule = `${limits.passwordMinCodePoints} characters or more. A few words in a row work well.`;

type NewPasswordFieldProps = TextInputProps & { password: string; personal: string[] };

/** A field for a new password, with the rule and a strength meter below it. */
export function NewPasswordField({ password, personal, ...field }: NewPasswordFieldProps) {
  return (
    <PasswordField
      {...field}
      autoComplete="new-password"
      descriptionProps={{ component: "div" }}
      description={<StrengthMeter password={password} personal={personal} rule={rule} />}
    />
  );
}
