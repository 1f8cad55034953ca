import { lazy, Suspense, useContext, useState, useSyncExternalStore } from "react";
import { type ProofRequests, ProofRequestsContext } from "./proof-requests.ts";

export const loadProofDialog = () => import("./confirm-its-you.tsx");

const ConfirmItsYou = lazy(() => loadProofDialog().then((module) => ({ default: module.ConfirmItsYou })));

/** Shows the dialog when a call needs a proof. */
export function ProofDialog() {
  const requests = useContext(ProofRequestsContext);
  return requests && <LazyDialog requests={requests} />;
}

/** Loaded at the first request, and kept from then on: only a dialog that is closed gives the focus back. */
function LazyDialog({ requests }: { requests: ProofRequests }) {
  const open = useSyncExternalStore(requests.subscribe, requests.get) !== undefined;
  const [used, setUsed] = useState(open);
  if (open && !used) setUsed(true);
  return <Suspense>{used && <ConfirmItsYou requests={requests} open={open} />}</Suspense>;
}
