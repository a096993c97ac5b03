import pRetry from 'p-retry';

/** A failure that may be gone a moment later. Carries what to throw if it is not, and how long the server asks to wait. */
export class TransientFailure extends Error {
  readonly failure: Error;
  readonly retryAfterMs: number | undefined;

  constructor(failure: Error, retryAfterMs?: number) {
    super(failure.message);
    this.name = new.target.name;
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What retrying needs of a clock. */
export interface RetryClock {
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
}

/** Anything from 0 up to 1, so that clients which failed together don't return together. */
export type Jitter = () => number;

/** How long to wait between attempts: the first delay, and what doubling it ends at. */
export interface Delays {
  readonly firstMs: number;
  readonly longestMs: number;
}

const RETRIES = 4;
const DELAYS: Delays = { firstMs: 500, longestMs: 8_000 };
const LONGEST_RETRY_AFTER_MS = 30_000;
/** No further attempt is begun once this has passed. */
const BUDGET_MS = 45_000;

/**
 * Repeats a read that failed with a {@link TransientFailure}, backing off and honouring what the server asked for.
 * Throws the failure inside when it gives up. For reads only: a write must never be repeated blindly.
 */
export async function retryTransient<T>(attempt: () => Promise<T>, clock: RetryClock): Promise<T> {
  const startedMs = clock.monotonicMs();
  try {
    return await pRetry(attempt, {
      retries: RETRIES,
      minTimeout: 0,
      maxTimeout: 0,
      async shouldRetry({ error, attemptNumber }) {
        if (!(error instanceof TransientFailure)) return false;
        const delayMs = retryDelayMs(attemptNumber, error.retryAfterMs);
        const elapsedMs = clock.monotonicMs() - startedMs;
        if (delayMs > LONGEST_RETRY_AFTER_MS || elapsedMs + delayMs > BUDGET_MS) return false;
        await clock.sleep(delayMs);
        return true;
      },
    });
  } catch (error) {
    throw error instanceof TransientFailure ? error.failure : error;
  }
}

/** Doubling, and up to half as much again by chance. */
export function backoffMs(
  attemptNumber: number,
  { firstMs, longestMs }: Delays = DELAYS,
  jitter: Jitter = Math.random,
): number {
  const delay = Math.min(firstMs * 2 ** (attemptNumber - 1), longestMs);
  return Math.round(delay * (1 + jitter() / 2));
}

/** What to wait before the next attempt: as long as the server asks, and never less than backing off would. */
export function retryDelayMs(attemptNumber: number, askedMs: number | undefined): number {
  return Math.max(backoffMs(attemptNumber), askedMs ?? 0);
}

/** How long a server asks to wait (`Retry-After` in seconds or as a date). Undefined where it doesn't, or unreadably. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8}, .* GMT$/u.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
