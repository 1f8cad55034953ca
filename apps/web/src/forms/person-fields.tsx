import { Textarea, TextInput } from "@mantine/core";
import classes from "./form.module.css";

/** `form.getInputProps`, for fields of these names. */
type FieldOf<Name extends string> = { field: (name: Name) => object };

type UsernameFieldProps = FieldOf<"username"> & {
  description?: string;
  required?: boolean;
  focused?: boolean;
  passkeys?: boolean;
};

export function UsernameField({ field, focused = true, passkeys = false, ...props }: UsernameFieldProps) {
  return (
    <TextInput
      {...field("username")}
      {...props}
      label="Username"
      // "webauthn" has browsers suggest passkeys here too.
      autoComplete={passkeys ? "username webauthn" : "username"}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      data-autofocus={focused || undefined}
    />
  );
}

export function NameFields({ field }: FieldOf<"firstName" | "lastName">) {
  return (
    <div className={classes.pair}>
      <TextInput {...field("firstName")} label="First name" autoComplete="given-name" required />
      <TextInput {...field("lastName")} label="Last name" autoComplete="family-name" required />
    </div>
  );
}

export function EmailField({ field }: FieldOf<"email">) {
  return (
    <TextInput {...field("email")} label="E-mail (optional)" type="email" inputMode="email" autoComplete="email" />
  );
}

export function BioField({ field, rows }: FieldOf<"bio"> & { rows: number }) {
  return (
    <Textarea
      {...field("bio")}
      label="Bio (optional)"
      description="A few lines about you. Line breaks are kept."
      rows={rows}
    />
  );
}
