import type { CreateApiTokenOutput, ScopeInfo } from "@levelup/client";
import { Button, TextInput } from "@mantine/core";
import { Checkbox } from "../forms/checkbox.tsx";
import { Form, SubmitButton } from "../forms/form.tsx";
import { lazyRules } from "../forms/lazy-rules.ts";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { DialogActions } from "../layout/dialog.tsx";
import classes from "./api-tokens.module.css";
import { useChangeApiTokens } from "./use-api-tokens.ts";

/** The fields as they are typed; scopes are separated by spaces. */
export type NewApiToken = { name: string; scopes: string; expiresInDays: string };

const initialValues: NewApiToken = { name: "", scopes: "", expiresInDays: "90" };

const validate = lazyRules<NewApiToken>(() => import("./api-token.rules.ts"));

type NewApiTokenFormProps = {
  scopes: readonly ScopeInfo[];
  onCreated: (created: CreateApiTokenOutput) => void;
  onCancel: () => void;
};

export function NewApiTokenForm({ scopes, onCreated, onCancel }: NewApiTokenFormProps) {
  const { create } = useChangeApiTokens();
  const form = useFields<NewApiToken>({ initialValues, validate });
  const submission = useSubmit({
    form,
    send: (values) =>
      create({
        name: values.name,
        scopes: values.scopes.split(" "),
        expiresInDays: Number(values.expiresInDays),
      }),
    onSuccess: onCreated,
  });

  function choose(scope: string, chosen: boolean) {
    const others = form
      .getValues()
      .scopes.split(" ")
      .filter((one) => one !== "" && one !== scope);
    form.setFieldValue("scopes", [...others, ...(chosen ? [scope] : [])].join(" "));
  }

  return (
    <Form submission={submission} label="New API token">
      <TextInput
        {...form.getInputProps("name")}
        label="Name"
        description="What it is for, such as Nightly report."
        autoComplete="off"
        data-autofocus
      />
      <fieldset className={classes.scopes}>
        <legend>It may</legend>
        {scopes.map(({ scope, description }) => (
          <Checkbox
            key={scope}
            label={description}
            aria-invalid={form.errors.scopes ? true : undefined}
            aria-describedby={form.errors.scopes ? "scopes-error" : undefined}
            onChange={(event) => choose(scope, event.currentTarget.checked)}
          />
        ))}
        {form.errors.scopes && (
          <p id="scopes-error" className={classes.error}>
            {form.errors.scopes}
          </p>
        )}
      </fieldset>
      <TextInput
        {...form.getInputProps("expiresInDays")}
        label="Days until it ends"
        description="From 1 to 365. Use does not prolong that."
        inputMode="numeric"
        autoComplete="off"
      />
      <DialogActions>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <SubmitButton submission={submission} pending="Creating…">
          Create
        </SubmitButton>
      </DialogActions>
    </Form>
  );
}
