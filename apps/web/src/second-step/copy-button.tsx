import { Button } from "@mantine/core";
import { useToast } from "../toasts/toasts.tsx";

type CopyButtonProps = { text: string; copied: string; children: string };

/** Copies a text; there is no button where the browser cannot, as on a page without TLS. */
export function CopyButton({ text, copied, children }: CopyButtonProps) {
  const toast = useToast();
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return null;

  async function copy(to: Clipboard) {
    const done = await to.writeText(text).then(
      () => true,
      () => false,
    );
    if (done) toast(copied);
    else toast("The browser did not allow it. Select the text and copy it.", "failed");
  }

  return (
    <Button variant="default" size="sm" onClick={() => copy(clipboard)}>
      {children}
    </Button>
  );
}
