import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import classes from "./password-field.module.css";

type PasswordFieldProps = TextInputProps & { autoComplete: "current-password" | "new-password" };

/** A password field with a button that shows the password. */
export function PasswordField(props: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      rightSectionWidth="4.25rem"
      rightSection={
        <button
          type="button"
          className={classes.show}
          aria-label={`${shown ? "Hide" : "Show"} ${String(props.label).toLowerCase()}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? "Hide" : "Show"}
        </button>
      }
    />
  );
}
