import type { LoggedCommit, RecordReader, RecordSnapshot } from '../ports/record-branch.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';

/** What the records branch remembers of the time that still matters, told by the trailers of its commits. */
export interface History {
  readonly unblocks: readonly PastUnblock[];
  /** Requests that were settled, whatever became of them. */
  readonly settlements: readonly { readonly name: string; readonly entity: string; readonly at: Timestamp }[];
  /** Names of unblocked requests of which no run has said yet whether it held. */
  readonly watched: readonly string[];
}

/** One unblock that the records remember. */
export interface PastUnblock {
  /** The entity's key. */
  readonly entity: string;
  readonly at: Timestamp;
  /** The time of the restriction that was lifted; null where it is not known. */
  readonly restriction: Timestamp | null;
}

/** A restriction that was lifted is remembered at least so long, however short the policy's cap looks back. */
const LEAST_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;

const SETTLED = new Set(['Unblocked', 'NotRestricted', 'Denied', 'Expired', 'Failed']);

/** Reads the last `withinMs`, or thirty days where that is more: only recent history is walked. */
export async function readHistory(
  branch: RecordReader,
  snapshot: RecordSnapshot,
  now: Timestamp,
  withinMs: number,
): Promise<History> {
  const commits = await branch.log(snapshot, plus(now, -Math.max(withinMs, LEAST_MEMORY_MS)));
  // What only adds to a settled record tells of nothing that was done in the tenant.
  const acts = commits.filter(({ trailers }) => trailers['Adds'] === undefined);
  const settlements = acts.filter(({ trailers }) => SETTLED.has(trailers['Phase'] ?? ''));
  return {
    unblocks: settlements.flatMap(unblockIn),
    settlements: settlements.flatMap(({ trailers, committedAt }) => {
      const entity = trailers['Entity'];
      const [name] = namesIn([{ trailers }]);
      return entity === undefined || name === undefined ? [] : [{ name, entity, at: committedAt }];
    }),
    watched: watchedIn(commits),
  };
}

function unblockIn({ trailers, committedAt }: LoggedCommit): readonly PastUnblock[] {
  const entity = trailers['Entity'];
  return trailers['Phase'] === 'Unblocked' && entity !== undefined
    ? [{ entity, at: committedAt, restriction: trailers['Restriction'] ?? null }]
    : [];
}

function watchedIn(commits: readonly LoggedCommit[]): readonly string[] {
  const isFinal = ({ trailers }: LoggedCommit): boolean =>
    /SendingRestored|RestrictedAgain/u.test(trailers['Adds'] ?? '');
  const over = new Set(namesIn(commits.filter(isFinal)));
  const unblocked = new Set(namesIn(commits.filter(({ trailers }) => trailers['Phase'] === 'Unblocked')));
  return [...unblocked].filter((name) => !over.has(name));
}

/** The names of the requests that commits are about; an id is `<tenant>/<name>`. */
function namesIn(commits: readonly Pick<LoggedCommit, 'trailers'>[]): readonly string[] {
  return commits.flatMap(({ trailers }) => trailers['Request']?.split('/').slice(1) ?? []);
}

/** The unblocks that a cap over the last `withinMs` counts. */
export function within(unblocks: readonly PastUnblock[], now: Timestamp, withinMs: number): readonly PastUnblock[] {
  return unblocks.filter(({ at }) => isLater(at, plus(now, -withinMs)));
}
