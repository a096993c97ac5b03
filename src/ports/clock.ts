import type { Timestamp } from '../support/timestamp.ts';

/** The only source of time. */
export interface Clock {
  /** Wall-clock time. */
  now(): Timestamp;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonicMs(): number;
  /** Waits. Rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
