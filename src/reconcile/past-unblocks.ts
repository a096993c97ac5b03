import type { RecordReader, RecordSnapshot } from '../ports/record-branch.ts';
import { plus, type Timestamp } from '../support/timestamp.ts';

/** One unblock that the records remember. */
export interface PastUnblock {
  /** The entity's key. */
  readonly entity: string;
  readonly at: Timestamp;
  /** The time of the restriction that was lifted; null where the commit does not say. */
  readonly restriction: Timestamp | null;
}

/** Unblocks of the last `withinMs`, from the trailers of the records branch: only recent history is walked. */
export async function pastUnblocks(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  now: Timestamp,
  withinMs: number,
): Promise<readonly PastUnblock[]> {
  const commits = await branch.log(snapshot, plus(now, -withinMs));
  return commits.flatMap(({ trailers, committedAt }) => {
    const entity = trailers['Entity'];
    return trailers['Phase'] === 'Unblocked' && entity !== undefined
      ? [{ entity, at: committedAt, restriction: trailers['Restriction'] ?? null }]
      : [];
  });
}
