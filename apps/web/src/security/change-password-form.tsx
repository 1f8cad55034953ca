import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { useState } from "react";
import { Checkbox } from "../forms/checkbox.tsx";
import { Form, FormActions, SubmitButton } from "../forms/form.tsx";
import { newPasswordError } from "../forms/new-password.ts";
import { NewPasswordField } from "../forms/new-password-field.tsx";
import { PasswordField } from "../forms/password-field.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { UsernameForManagers } from "../forms/username-for-managers.tsx";
import { useAccount } from "../profile/use-account.ts";
import { useApiTokens, useChangeApiTokens } from "./use-api-tokens.ts";

export function ChangePasswordForm({ onChanged }: { onChanged: () => void }) {
  const levelup = useLevelUp();
  const { data: account } = useAccount();
  const { data: apiTokens = [] } = useApiTokens();
  const { reload } = useChangeApiTokens();
  const [newPassword, setNewPassword] = useState("");
  const [endApiTokens, setEndApiTokens] = useState(false);
  const form = useFields({
    initialValues: { currentPassword: "", newPassword: "" },
    validate: {
      currentPassword: (password) => (password === "" ? "Enter your current password." : null),
      newPassword: newPasswordError,
    },
    onValuesChange: (values) => setNewPassword(values.newPassword),
  });
  const submission = useSubmit({
    form,
    newPassword: "newPassword",
    send: (values) => safe(levelup.account.changePassword({ ...values, endApiTokens })),
    onSuccess() {
      if (endApiTokens) void reload();
      onChanged();
    },
  });
  return (
    <Form submission={submission} label="Change your password">
      <UsernameForManagers username={account?.username ?? ""} />
      <PasswordField
        {...form.getInputProps("currentPassword")}
        label="Current password"
        autoComplete="current-password"
      />
      <NewPasswordField
        {...form.getInputProps("newPassword")}
        label="New password"
        password={newPassword}
        personal={account ? [account.username, account.firstName, account.lastName, account.email] : []}
      />
      {apiTokens.length > 0 && (
        <Checkbox
          label="End my API tokens too"
          checked={endApiTokens}
          onChange={(event) => setEndApiTokens(event.currentTarget.checked)}
        />
      )}
      <FormActions>
        <SubmitButton submission={submission} pending="Changing…">
          Change password
        </SubmitButton>
      </FormActions>
    </Form>
  );
}
