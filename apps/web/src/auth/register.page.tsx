import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { useState } from "react";
import { Link, useLocation } from "react-router";
import type { Level } from "../brand/stairs.tsx";
import { Form, SubmitButton } from "../forms/form.tsx";
import { lazyRules } from "../forms/lazy-rules.ts";
import { NewPasswordField } from "../forms/new-password-field.tsx";
import { PasswordField } from "../forms/password-field.tsx";
import { BioField, EmailField, NameFields, UsernameField } from "../forms/person-fields.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { AuthFrame } from "./auth-frame.tsx";

const empty = { username: "", firstName: "", lastName: "", email: "", bio: "", password: "", passwordAgain: "" };

export type Registration = typeof empty;

const rules = lazyRules<Registration>(() => import("./register.rules.ts"));

export function Component() {
  const levelup = useLevelUp();
  const { search } = useLocation();
  const [typed, setTyped] = useState(empty);
  const form = useFields<Registration>({ initialValues: empty, validate: rules, onValuesChange: setTyped });
  const submission = useSubmit({
    form,
    send: ({ passwordAgain: _, ...account }) => safe(levelup.auth.register(account)),
  });
  return (
    <AuthFrame
      title="Create your account"
      level={levelOf(typed)}
      intro={
        <>
          A member already? <Link to={{ pathname: "/login", search }}>Log in</Link>
        </>
      }
    >
      <Form submission={submission} label="Create your account">
        <UsernameField
          field={form.getInputProps}
          description="Letters, numbers and @ . + - _ only. An e-mail address will do."
          required
        />
        <NameFields field={form.getInputProps} />
        <NewPasswordField
          {...form.getInputProps("password")}
          label="Password"
          password={typed.password}
          personal={[typed.username, typed.firstName, typed.lastName, typed.email]}
          required
        />
        <PasswordField
          {...form.getInputProps("passwordAgain")}
          label="Password again"
          autoComplete="new-password"
          required
        />
        <EmailField field={form.getInputProps} />
        <BioField field={form.getInputProps} rows={2} />
        <SubmitButton submission={submission} pending="Creating your account…" fullWidth>
          Create account
        </SubmitButton>
      </Form>
    </AuthFrame>
  );
}

/** One step for each required field that is filled in. */
function levelOf({ username, firstName, lastName, password, passwordAgain }: Registration): Level {
  const filled = [username, firstName, lastName, password, passwordAgain].filter(Boolean).length;
  return Math.min(filled, 5) as Level;
}
