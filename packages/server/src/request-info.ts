/** Where a call comes from, for the audit and the list of devices. */
export type RequestInfo = {
  requestId: string;
  /** The client's IP address; null for a call from a terminal. */
  address: string | null;
  userAgent: string | null;
};
