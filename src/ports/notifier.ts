import type { Notice } from '../generated/drift.ts';

/** Tells people outside GitHub. It can change nothing. */
export interface Notifier {
  /** Tells one notice everywhere it is to be told. Throws UnavailableError where anybody did not take it. */
  deliver(notice: Notice): Promise<void>;
}
