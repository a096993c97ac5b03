import type { UnblockRecord } from '../generated/record.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { assertTransition, type Phase } from './phase.ts';

/** Generated from schemas/record.schema.json. */
export type { UnblockRecord };

/** One condition of a record. */
export type Condition = UnblockRecord['conditions'][number];

/** One claim in a record. */
export type Attempt = UnblockRecord['attempts'][number];

/** What a run found out about a request; what it leaves out stays as the record had it. */
export interface Findings {
  readonly request: UnblockRecord['request'];
  readonly phase: Phase;
  readonly conditions: readonly Omit<Condition, 'observedAt'>[];
  readonly approval?: NonNullable<UnblockRecord['approval']>;
  readonly evidence?: NonNullable<UnblockRecord['evidence']>;
  readonly decision?: NonNullable<UnblockRecord['decision']>;
  readonly restriction?: NonNullable<UnblockRecord['restriction']>;
  readonly attempts?: readonly Attempt[];
}

/**
 * The record that follows from what a run found out. Returns `previous` itself where neither the phase nor a
 * condition's status or reason nor the attempts nor the request's bytes changed: a record does not change because time
 * passed.
 */
export function nextRecord(
  previous: UnblockRecord | undefined,
  findings: Findings,
  now: Timestamp,
  version: string,
): UnblockRecord {
  assertTransition(previous?.phase ?? 'none', findings.phase);
  const conditions = mergeConditions(stillSaid(previous, findings.phase), findings.conditions, now);
  const attempts = [...(findings.attempts ?? previous?.attempts ?? [])];
  const sameBytes = previous?.request.blob === findings.request.blob;
  if (previous && sameBytes && saysTheSame(previous, findings.phase, conditions, attempts)) return previous;
  return {
    ...previous,
    ...findings,
    apiVersion: 'reinstate/v1',
    kind: 'UnblockRecord',
    conditions,
    attempts,
    tool: { version },
  };
}

/**
 * A settled record with what was found out since. Returns `settled` itself where no condition's status or reason
 * changed; nothing but conditions may change after a terminal phase.
 */
export function withConditions(
  settled: UnblockRecord,
  found: readonly Omit<Condition, 'observedAt'>[],
  now: Timestamp,
): UnblockRecord {
  const conditions = mergeConditions(settled.conditions, found, now);
  return same(settled.conditions.map(essence), conditions.map(essence)) ? settled : { ...settled, conditions };
}

/** The types of the conditions of `next` that say something else than those of `previous`. */
export function changedConditions(previous: UnblockRecord, next: UnblockRecord): readonly Condition['type'][] {
  const before = new Set(previous.conditions.map((one) => JSON.stringify(essence(one))));
  return next.conditions.filter((one) => !before.has(JSON.stringify(essence(one)))).map(({ type }) => type);
}

/** What a waiting request was last held up by is said anew by each run that still finds it so. */
function stillSaid(previous: UnblockRecord | undefined, phase: Phase): readonly Condition[] {
  const conditions = previous?.conditions ?? [];
  return phase === 'Pending' ? conditions.filter(({ type }) => type !== 'Applied') : conditions;
}

/** A condition keeps the time since when it stands; only a changed status or reason moves it. */
function mergeConditions(
  previous: readonly Condition[],
  found: readonly Omit<Condition, 'observedAt'>[],
  now: Timestamp,
): Condition[] {
  const kept = previous.filter(({ type }) => !found.some((one) => one.type === type));
  const merged = found.map((one) => {
    const former = previous.find(({ type }) => type === one.type);
    return former && former.status === one.status && former.reason === one.reason
      ? former
      : { ...one, observedAt: now };
  });
  const order = ['Valid', 'Approved', 'Evidenced', 'Applied', 'Verified', 'SendingRestored', 'RestrictedAgain'];
  return [...kept, ...merged].toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

function saysTheSame(previous: UnblockRecord, phase: Phase, conditions: Condition[], attempts: Attempt[]): boolean {
  return (
    previous.phase === phase &&
    same(previous.conditions.map(essence), conditions.map(essence)) &&
    same(previous.attempts, attempts)
  );
}

function essence({ type, status, reason }: Condition): object {
  return { type, status, reason };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
