import pLimit from 'p-limit';
import type { Clock } from '../ports/clock.ts';
import type { ExchangeWriter, RemoveAnswer } from '../ports/exchange.ts';
import type { ClaimedChange } from '../records/claim.ts';
import { errorMessage } from '../support/errors.ts';

/** What came of one claimed change. */
export interface Applied {
  readonly claimed: ClaimedChange;
  readonly answer: RemoveAnswer;
}

/** How many removes are under way at once. Exchange publishes no limit for this transport, so few. */
const CONCURRENT_REMOVES = 4;

/**
 * Carries out claimed changes, one remove each, and nothing else. A change whose window has closed is not sent: a
 * holder that wakes up late does nothing (rule 4). Neither is one that `stop` finds unsent. Never throws; what a writer throws may have arrived, so it is ambiguous.
 */
export async function apply(
  changes: readonly ClaimedChange[],
  writer: ExchangeWriter,
  clock: Clock,
  stop?: AbortSignal,
): Promise<readonly Applied[]> {
  const limit = pLimit(CONCURRENT_REMOVES);
  return Promise.all(changes.map((claimed) => limit(() => applyOne({ ...claimed, stop }, writer, clock))));
}

async function applyOne(claimed: ClaimedChange, writer: ExchangeWriter, clock: Clock): Promise<Applied> {
  if (claimed.stop?.aborted) return { claimed, answer: { kind: 'notSent', message: 'the run was told to stop' } };
  if (clock.monotonicMs() > claimed.sendBeforeMs) {
    return { claimed, answer: { kind: 'notSent', message: "the first half of the claim's lease had passed" } };
  }
  try {
    return { claimed, answer: await writer.remove(claimed.change.entity, claimed) };
  } catch (error) {
    return { claimed, answer: { kind: 'ambiguous', message: errorMessage(error) } };
  }
}
