import type { LevelUpError, LevelUpErrorCode, Result } from "@levelup/client";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Notice, refusalOf } from "../errors/refusal.ts";
import { NoticeBox } from "./notice.tsx";
import { useCountdown } from "./use-countdown.ts";
import { WaitNotice } from "./wait-notice.tsx";

type SubmitOptions<Values, Data> = {
  form: UseFormReturnType<Values>;
  send: (values: Values) => Promise<Result<Data, LevelUpErrorCode>>;
  /** What to say where an answer is no error and yet not what the person wanted. */
  objection?: (data: Data) => Notice | undefined;
  onSuccess?: () => void;
  /** The name of the field in which a password is chosen. */
  newPassword?: string;
};

export type Submission = {
  ref: React.RefObject<HTMLFormElement | null>;
  onSubmit: (event: React.SyntheticEvent<HTMLFormElement>) => void;
  pending: boolean;
  /** No further attempt is taken until the countdown is over. */
  blocked: boolean;
  /** What stands above the form. */
  notice: ReactNode;
};

/**
 * One way for every form: the client's rules first, then the server's; each refusal at the field it is about, the rest
 * above the form; the focus on the first field that is wrong.
 */
export function useSubmit<Values extends Record<string, string>, Data>(
  options: SubmitOptions<Values, Data>,
): Submission {
  const { form, send, objection, onSuccess, newPassword } = options;
  const ref = useRef<HTMLFormElement>(null);
  const underWay = useRef(false);
  const [pending, setPending] = useState(false);
  const [notice, setNotice] = useState<Notice>();
  const wait = useCountdown();

  function focusFirstError() {
    const invalid = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const field = invalid ?? ref.current?.querySelector<HTMLInputElement>("[data-focus-on-refusal]");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  function refuse(error: LevelUpError) {
    const refusal = refusalOf(error, newPassword);
    flushSync(() => {
      if (refusal.kind === "notice") setNotice(refusal.notice);
      if (refusal.kind === "wait") wait.start(refusal.seconds);
      if (refusal.kind === "fields") showFields(refusal.errors);
    });
    if (refusal.kind === "fields") focusFirstError();
  }

  function showFields(errors: Record<string, string>) {
    const known = form.getValues();
    form.setErrors(errors);
    const rest = Object.entries(errors).filter(([field]) => !(field in known));
    if (rest.length > 0) setNotice({ title: "Something is not right", text: rest.map(([, text]) => text).join(" ") });
  }

  async function submit(values: Values) {
    // A second Enter may come before the button knows of the first.
    if (underWay.current || wait.left > 0) return;
    underWay.current = true;
    setPending(true);
    setNotice(undefined);
    const result = await send(values).finally(() => {
      underWay.current = false;
      flushSync(() => setPending(false));
    });
    if (!result.ok) return refuse(result.error);
    const objected = objection?.(result.data);
    if (!objected) return onSuccess?.();
    flushSync(() => setNotice(objected));
    focusFirstError();
  }

  return {
    ref,
    onSubmit: form.onSubmit(submit, (errors) => {
      flushSync(() => form.setErrors(errors));
      focusFirstError();
    }),
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
