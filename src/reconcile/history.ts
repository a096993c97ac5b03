import type { LoggedCommit, RecordReader, RecordSnapshot } from '../ports/record-branch.ts';
import { LONGEST_LEASE_MS } from '../policy/durations.ts';
import { markedName, recordedName } from '../records/files.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';

/** What the records branch remembers of the time that still matters, told by the trailers of its commits. */
export interface History {
  readonly unblocks: readonly PastUnblock[];
  /** Requests that were settled, whatever became of them. */
  readonly settlements: readonly Settled[];
  /** Names of unblocked requests of which no run has said yet whether it held. */
  readonly watched: readonly string[];
  /** In the order in which the branch got them, whatever their commits' times say. */
  readonly unresolved: readonly UnresolvedClaim[];
  /** Names of the requests whose records or marks others than runs changed. */
  readonly touched: readonly string[];
}

/** One request that was settled. */
export interface Settled {
  readonly name: string;
  /** The entity's key. */
  readonly entity: string;
  readonly at: Timestamp;
  /** It was too old to ask anybody about, and shared its commit with others like it. */
  readonly quiet: boolean;
}

/** One unblock that the records remember. */
export interface PastUnblock {
  /** The entity's key. */
  readonly entity: string;
  readonly at: Timestamp;
  /** The time of the restriction that was lifted; null where it is not known. */
  readonly restriction: Timestamp | null;
}

/** A claim that ended without anybody learning what became of its remove. */
export interface UnresolvedClaim {
  /** The id of the request it was made for. */
  readonly request: string;
  /** The entity's key. */
  readonly entity: string;
  readonly leaseMs: number;
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
      const quiet = trailers['Requests'] !== undefined;
      return entity === undefined || name === undefined ? [] : [{ name, entity, at: committedAt, quiet }];
    }),
    watched: watchedIn(commits),
    unresolved: unresolvedIn(acts.toReversed()),
    touched: commits.flatMap(({ changed = [] }) =>
      changed.flatMap((path) => recordedName(path) ?? markedName(path) ?? []),
    ),
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

/** Answers after which nothing was changed in the tenant. */
const NOTHING_HAPPENED: ReadonlySet<string> = new Set(['notSent', 'unauthorized', 'refused']);

/**
 * A claim is resolved by its own run, where the tenant said that nothing happened, and by a list that showed that it
 * did. Any other end leaves its remove on its way, whichever request asks next.
 */
function unresolvedIn(commits: readonly LoggedCommit[]): readonly UnresolvedClaim[] {
  const claims = new Map<string, (UnresolvedClaim & { readonly run: string | undefined; readonly place: number })[]>();
  for (const [place, { trailers }] of commits.entries()) {
    const { Request: request, Entity: entity, Phase: phase, Attempt: attempt = '', Lease: lease, Run: run } = trailers;
    if (request === undefined || entity === undefined) continue;
    const open = claims.get(request) ?? [];
    // A file may have asked for another entity when it was claimed for: of that one this says nothing.
    if (phase === 'Unblocked' || phase === 'NotRestricted') {
      claims.set(
        request,
        open.filter((one) => one.entity !== entity),
      );
    } else if (phase === 'Applying' && attempt === 'claimed') {
      claims.set(request, [...open, { request, entity, leaseMs: leaseOf(lease), run, place }]);
    } else if (NOTHING_HAPPENED.has(attempt)) {
      const own = open.findLastIndex((one) => one.run === run);
      if (own !== -1) claims.set(request, open.toSpliced(own, 1));
    }
  }
  return [...claims.values()].flat().toSorted((a, b) => a.place - b.place);
}

function leaseOf(trailer: string | undefined): number {
  return /^\d{1,9}$/u.test(trailer ?? '') ? Math.min(Number(trailer), LONGEST_LEASE_MS) : 0;
}
