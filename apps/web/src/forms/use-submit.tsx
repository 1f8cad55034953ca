import type { LevelUpError, LevelUpErrorCode, Result } from "@levelup/client";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Notice, presentError } from "../errors/error-presentation.ts";
import { NoticeBox } from "./notice.tsx";
import { readFields } from "./read-fields.ts";
import { useCountdown } from "./use-countdown.ts";
import { WaitNotice } from "./wait-notice.tsx";

type SubmitOptions<Values, Data> = {
  form: UseFormReturnType<Values>;
  send: (values: Values) => Promise<Result<Data, LevelUpErrorCode>>;
  /** A notice for an answer that is not an error but no success either, such as wrong credentials. */
  noticeFor?: (data: Data) => Notice | undefined;
  onSuccess?: (data: Data) => void;
  /** The name of the field for a new password. */
  newPassword?: string;
};

export type Submission = {
  ref: React.RefObject<HTMLFormElement | null>;
  onSubmit: (event: React.SyntheticEvent<HTMLFormElement>) => void;
  pending: boolean;
  /** The form cannot be submitted until the countdown has ended. */
  blocked: boolean;
  /** The notice above the fields. */
  notice: ReactNode;
};

/**
 * Submits a form: checks the rules of the client, then sends it. Shows each error at its field and the others above the
 * form, and moves the focus to the first invalid field.
 */
export function useSubmit<Values extends Record<string, string>, Data>(
  options: SubmitOptions<Values, Data>,
): Submission {
  const { form, send, noticeFor, onSuccess, newPassword } = options;
  const ref = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const [pending, setPending] = useState(false);
  const [notice, setNotice] = useState<Notice>();
  const wait = useCountdown();

  function focusFirstError() {
    const invalid = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const field = invalid ?? ref.current?.querySelector<HTMLInputElement>("[data-focus-on-error]");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  function showError(error: LevelUpError) {
    const presentation = presentError(error, newPassword);
    flushSync(() => {
      if (presentation.kind === "notice") setNotice(presentation.notice);
      if (presentation.kind === "wait") wait.start(presentation.seconds);
      if (presentation.kind === "fields") showFieldErrors(presentation.errors);
    });
    if (presentation.kind === "fields") focusFirstError();
  }

  function showFieldErrors(errors: Record<string, string>) {
    const values = form.getValues();
    form.setErrors(errors);
    const others = Object.entries(errors).filter(([field]) => !(field in values));
    if (others.length > 0)
      setNotice({ title: "Something is not right", text: others.map(([, text]) => text).join(" ") });
  }

  async function submit(values: Values) {
    // A second Enter may come before the button is disabled.
    if (sending.current || wait.left > 0) return;
    sending.current = true;
    setPending(true);
    setNotice(undefined);
    const result = await send(values).finally(() => {
      sending.current = false;
      flushSync(() => setPending(false));
    });
    if (!result.ok) return showError(result.error);
    const problem = noticeFor?.(result.data);
    if (!problem) return onSuccess?.(result.data);
    flushSync(() => setNotice(problem));
    focusFirstError();
  }

  const validateAndSubmit = form.onSubmit(submit, (errors) => {
    flushSync(() => form.setErrors(errors));
    focusFirstError();
  });

  return {
    ref,
    onSubmit(event) {
      form.setValues(readFields(event.currentTarget, form.getValues()));
      validateAndSubmit(event);
    },
    pending,
    blocked: wait.left > 0,
    notice:
      wait.left > 0 ? (
        <WaitNotice seconds={wait.seconds} left={wait.left} />
      ) : (
        notice && <NoticeBox title={notice.title}>{notice.text}</NoticeBox>
      ),
  };
}
