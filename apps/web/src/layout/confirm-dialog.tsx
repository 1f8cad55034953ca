import { Button } from "@mantine/core";
import { Dialog, DialogActions } from "./dialog.tsx";

type ConfirmDialogProps = {
  open: boolean;
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => void;
  onCancel: () => void;
};

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ confirm, onConfirm, ...dialog }: ConfirmDialogProps) {
  return (
    <Dialog {...dialog}>
      <DialogActions>
        <Button variant="default" onClick={dialog.onCancel}>
          Cancel
        </Button>
        <Button onClick={onConfirm}>{confirm}</Button>
      </DialogActions>
    </Dialog>
  );
}
